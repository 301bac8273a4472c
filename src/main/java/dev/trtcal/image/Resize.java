package dev.trtcal.image;

import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.util.Optional;

/** How an image's size is changed before it is laid on the sample's canvas. */
sealed interface Resize {
  /** To this size whatever the aspect ratio, as Pillow's {@code resize((width, height))}. */
  record Exact(int width, int height) implements Resize {
    @Override
    public Size resized(int imageWidth, int imageHeight) {
      return new Size(width, height);
    }

    @Override
    public Optional<Size> canvas() {
      return Optional.of(new Size(width, height));
    }

    @Override
    public String toString() {
      return width + "x" + height;
    }
  }

  /**
   * So that the shorter side has this size and the aspect ratio stays, as torchvision's {@code
   * Resize(side)}: the longer side is cut to whole pixels.
   */
  record ShorterSide(int side) implements Resize {
    @Override
    public Size resized(int imageWidth, int imageHeight) {
      boolean upright = imageWidth <= imageHeight;
      long shorter = upright ? imageWidth : imageHeight;
      long longer = upright ? imageHeight : imageWidth;
      int other = (int) Math.min(side * longer / shorter, Integer.MAX_VALUE);
      return upright ? new Size(side, other) : new Size(other, side);
    }

    @Override
    public String toString() {
      return "shorter:" + side;
    }
  }

  /**
   * As large as fits into this size with its aspect ratio, in the middle, as ultralytics' {@code
   * LetterBox(auto=False)} has it (ultralytics/data/augment.py): sides are rounded half to even,
   * and of an odd rest the greater part is on the right and at the bottom.
   *
   * @param pad the pixel value around the image, 0 to 255 in every channel
   */
  record Letterbox(int width, int height, int pad) implements Resize {
    @Override
    public Size resized(int imageWidth, int imageHeight) {
      double ratio = Math.min((double) height / imageHeight, (double) width / imageWidth);
      return new Size(scaled(imageWidth, ratio), scaled(imageHeight, ratio));
    }

    /** An image so narrow that it would vanish keeps one pixel, where OpenCV refuses it. */
    private static int scaled(int side, double ratio) {
      return Math.max(1, (int) Math.rint(side * ratio));
    }

    @Override
    public Optional<Size> canvas() {
      return Optional.of(new Size(width, height));
    }

    @Override
    public int offset(int canvas, int image) {
      return (int) Math.rint((canvas - image) / 2.0 - 0.1);
    }

    @Override
    public String toString() {
      return "letterbox:" + width + "x" + height;
    }
  }

  /**
   * To this height with the aspect ratio, the width rounded up and at most this, at the left; what
   * is free at the right is 0 in the tensor itself, after normalising. As PaddleOCR's recognition
   * has it (resize_norm_img in ppocr/data/imaug/rec_img_aug.py).
   */
  record TextLine(int width, int height) implements Resize {
    @Override
    public Size resized(int imageWidth, int imageHeight) {
      double wanted = Math.ceil(height * ((double) imageWidth / imageHeight));
      return new Size((int) Math.min(width, wanted), height);
    }

    @Override
    public Optional<Size> canvas() {
      return Optional.of(new Size(width, height));
    }

    @Override
    public int offset(int canvas, int image) {
      return 0;
    }

    @Override
    public String toString() {
      return "line:" + width + "x" + height;
    }
  }

  /**
   * Not at all.
   *
   * @param open the network's input, where that leaves the size open and nobody else has said it
   */
  record None(Optional<TensorSpec> open) implements Resize {
    None() {
      this(Optional.empty());
    }

    @Override
    public Optional<Size> canvas() {
      if (open.isPresent()) {
        throw new UsageException(
            "data.size",
            "input "
                + open.get()
                + ": the network leaves its height or width open; say --resize WxH");
      }
      return Optional.empty();
    }

    @Override
    public Size resized(int imageWidth, int imageHeight) {
      return new Size(imageWidth, imageHeight);
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /** The size that an image gets. */
  Size resized(int imageWidth, int imageHeight);

  /** The sample's size where nothing is cropped; empty where it depends on the image. */
  default Optional<Size> canvas() {
    return Optional.empty();
  }

  /**
   * The sample's size.
   *
   * @throws UsageException {@code preprocess.size} when it stays open, {@code data.size} when that
   *     is the network's doing
   */
  default Size sample(Optional<Size> crop) {
    if (crop.isPresent() && (this instanceof Letterbox || this instanceof TextLine)) {
      throw new UsageException(
          "preprocess.size", "resize " + this + " fills the sample; leave out the crop");
    }
    return crop.or(this::canvas)
        .orElseThrow(
            () ->
                new UsageException(
                    "preprocess.size",
                    "resize "
                        + this
                        + " leaves the size of a sample open; resize to an exact size or add a"
                        + " crop"));
  }

  /**
   * Where along an axis a resized image begins on the canvas; by default as torchvision's
   * CenterCrop has it: what exceeds the canvas is cut off, an odd rest rounded half to even, and a
   * smaller image lies in the middle.
   */
  default int offset(int canvas, int image) {
    return canvas > image ? (canvas - image) / 2 : -(int) Math.rint((image - canvas) / 2.0);
  }

  /** Where an image comes to lie. */
  default Placement place(int imageWidth, int imageHeight, Size canvas) {
    Size size = resized(imageWidth, imageHeight);
    return new Placement(
        size.width(),
        size.height(),
        offset(canvas.width(), size.width()),
        offset(canvas.height(), size.height()));
  }
}
