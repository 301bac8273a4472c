package dev.trtcal.image;

/** How an image's size is changed before the crop. */
public sealed interface Resize {
  /** To this size whatever the aspect ratio, as Pillow's {@code resize((width, height))}. */
  record Exact(int width, int height) implements Resize {
    @Override
    public Pixels apply(Pixels image, ResizeFilter filter) {
      return Resampler.resize(image, width, height, filter);
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
    public Pixels apply(Pixels image, ResizeFilter filter) {
      boolean upright = image.width() <= image.height();
      long shorter = upright ? image.width() : image.height();
      long longer = upright ? image.height() : image.width();
      int other = Math.toIntExact(Math.min(side * longer / shorter, Integer.MAX_VALUE));
      return upright
          ? Resampler.resize(image, side, other, filter)
          : Resampler.resize(image, other, side, filter);
    }

    @Override
    public String toString() {
      return "shorter:" + side;
    }
  }

  /** Not at all. */
  record None() implements Resize {
    @Override
    public Pixels apply(Pixels image, ResizeFilter filter) {
      return image;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * The image in its new size.
   *
   * @throws dev.trtcal.InvalidInputException {@code image.size} when that would be too large
   */
  Pixels apply(Pixels image, ResizeFilter filter);
}
