package dev.trtcal.image;

/**
 * The kernels of Pillow's resampling, and OpenCV's default. When an image shrinks Pillow's are
 * stretched by the ratio, so that every source pixel counts (antialiasing); {@link #NEAREST} takes
 * one pixel and no other.
 */
public enum ResizeFilter {
  /** The pixel under the centre of the new one. */
  NEAREST(0) {
    @Override
    double weight(double x) {
      throw new UnsupportedOperationException("nearest has no weights");
    }
  },
  /** A triangle; what torchvision's Resize takes by default. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    }
  },
  /** Keys' cubic with a = -0.5; what Pillow's resize takes by default. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double distance = Math.abs(x);
      if (distance < 1) {
        return ((CUBIC_A + 2) * distance - (CUBIC_A + 3)) * distance * distance + 1;
      }
      return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * CUBIC_A : 0;
    }
  },
  /** A sinc under a sinc window of three lobes. */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  },
  /** OpenCV's {@code INTER_LINEAR}, not antialiased; what its resize takes by default. */
  OPENCV_LINEAR(1) {
    @Override
    double weight(double x) {
      throw new UnsupportedOperationException("opencv_linear is not one of Pillow's kernels");
    }
  };

  private static final double CUBIC_A = -0.5;

  private final double radius;

  ResizeFilter(double radius) {
    this.radius = radius;
  }

  /** Half the kernel's width, in source pixels of an image that does not shrink. */
  double radius() {
    return radius;
  }

  /** The kernel at a distance from its centre. */
  abstract double weight(double x);

  /** StrictMath, so that every machine gets the same weights. */
  private static double sinc(double x) {
    if (x == 0) {
      return 1;
    }
    double angle = x * Math.PI;
    return StrictMath.sin(angle) / angle;
  }
}
