package dev.trtcal.image;

/**
 * Where a resized image lies on the canvas that becomes the sample. What of it lies outside is cut
 * off; what of the canvas it leaves free is padding.
 *
 * @param width of the resized image
 * @param height of the resized image
 * @param left column of the canvas where the image begins; negative when its left is cut off
 * @param top row of the canvas where the image begins
 */
record Placement(int width, int height, int left, int top) {
  /** First column of the resized image that is on the canvas. */
  int firstColumn() {
    return Math.max(0, -left);
  }

  /** The column behind the last that is on a canvas so wide. */
  int endColumn(int canvasWidth) {
    return Math.min(width, canvasWidth - left);
  }

  /** First row of the resized image that is on the canvas. */
  int firstRow() {
    return Math.max(0, -top);
  }

  /** The row behind the last that is on a canvas so high. */
  int endRow(int canvasHeight) {
    return Math.min(height, canvasHeight - top);
  }

  /** Whether the image leaves nothing of such a canvas free. */
  boolean covers(int canvasWidth, int canvasHeight) {
    return left <= 0 && top <= 0 && left + width >= canvasWidth && top + height >= canvasHeight;
  }
}
