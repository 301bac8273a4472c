package dev.trtcal.image;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way from an image to a sample of a network's input: grey or not, resize, centre crop,
 * normalise, lay out. Immutable, usable from any thread; two are equal when their {@link
 * #canonical()} lines are.
 *
 * <pre>{@code
 * Preprocess imagenet =
 *     Preprocess.builder()
 *         .resizeShorterSide(256)
 *         .crop(224, 224)
 *         .mean(0.485f, 0.456f, 0.406f)
 *         .std(0.229f, 0.224f, 0.225f)
 *         .build();
 * }</pre>
 *
 * <p>A pixel v of 0 to 255 becomes {@code (s - mean) / std}, s being v · scale. The product is
 * taken in float64 and rounded to float32 once, so that the default scale gives exactly the float32
 * v / 255; difference and quotient are float32; a float16 tensor is rounded from that, half to
 * even.
 */
public final class Preprocess {
  /** Where no filter is chosen: torchvision's Resize takes the same. */
  public static final ResizeFilter DEFAULT_FILTER = ResizeFilter.BILINEAR;

  /** Where no scale is chosen: pixels become 0 to 1. */
  public static final double DEFAULT_SCALE = 1.0 / 255;

  private final Resize resize;
  private final Optional<Size> crop;
  private final Size size;
  private final ResizeFilter filter;
  private final ColorOrder color;
  private final PixelLayout layout;
  private final ElementType type;
  private final String canonical;
  private final SampleWriter writer;

  private record Size(int width, int height) {
    @Override
    public String toString() {
      return width + "x" + height;
    }
  }

  private Preprocess(Builder builder) {
    resize = builder.resize;
    crop = builder.crop;
    size = builder.size();
    filter = builder.filter;
    color = builder.color;
    layout = builder.layout;
    type = builder.type;
    canonical = builder.canonical();
    writer =
        new SampleWriter(color, layout, type, builder.scale, builder.means(), builder.deviations());
  }

  /** Starts with the defaults: no resize, RGB, pixels scaled to 0 to 1, NCHW, float32. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The shape of one sample: [channels, height, width] for NCHW, [height, width, channels] else.
   */
  public Shape sampleShape() {
    return layout == PixelLayout.NCHW
        ? Shape.of(color.channels(), size.height(), size.width())
        : Shape.of(size.height(), size.width(), color.channels());
  }

  /**
   * One sample's name, type and shape.
   *
   * @param input the network's input; empty for its only one
   */
  public TensorSpec sample(String input) {
    return new TensorSpec(input, type, sampleShape());
  }

  /** Everything that decides a sample's values, in one line that is the same on every machine. */
  public String canonical() {
    return canonical;
  }

  /**
   * Grey where the tensor is, resized and cropped: what the tensor will hold, still as pixels.
   *
   * @return pixels of the sample's width and height; one channel when the tensor or the image is
   *     grey, else red, green, blue; valid as long as {@code image} is
   * @throws InvalidInputException {@code image.size} when resizing would take too much memory
   */
  public Pixels prepare(Pixels image) {
    Pixels colored = color == ColorOrder.GRAY ? image.toGrey() : image;
    Pixels resized = resize.apply(colored, filter);
    return crop.isEmpty() ? resized : resized.centreCrop(crop.get().width(), crop.get().height());
  }

  /**
   * Normalises prepared pixels into a sample.
   *
   * @param prepared what {@link #prepare} gave
   * @param target memory to write to, in the machine's byte order
   * @param offset bytes into {@code target} where the sample begins; any alignment
   */
  public void write(Pixels prepared, MemorySegment target, long offset) {
    if (prepared.width() != size.width() || prepared.height() != size.height()) {
      throw new IllegalArgumentException(
          prepared.width() + "x" + prepared.height() + " pixels for a sample of " + size);
    }
    writer.write(prepared, target, offset);
  }

  /**
   * The whole way: {@link #prepare}, then {@link #write}.
   *
   * @throws InvalidInputException {@code image.size} when resizing would take too much memory
   */
  public void apply(Pixels image, MemorySegment target, long offset) {
    write(prepare(image), target, offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Preprocess preprocess && canonical.equals(preprocess.canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  /** The {@link #canonical()} line. */
  @Override
  public String toString() {
    return canonical;
  }

  /** Collects the settings; {@link #build()} checks that they fit together. */
  public static final class Builder {
    private Resize resize = new Resize.None();
    private Optional<Size> crop = Optional.empty();
    private ResizeFilter filter = DEFAULT_FILTER;
    private ColorOrder color = ColorOrder.RGB;
    private PixelLayout layout = PixelLayout.NCHW;
    private ElementType type = ElementType.FLOAT32;
    private double scale = DEFAULT_SCALE;
    private List<Float> mean = List.of();
    private List<Float> std = List.of();
    private boolean normalised;

    private Builder() {}

    /** To this size whatever the aspect ratio; in pixels. */
    public Builder resize(int width, int height) {
      checkSize("resize", width, height);
      this.resize = new Resize.Exact(width, height);
      return this;
    }

    /** So that the shorter side has this many pixels and the aspect ratio stays. */
    public Builder resizeShorterSide(int side) {
      checkSize("resize", side, side);
      this.resize = new Resize.ShorterSide(side);
      return this;
    }

    /** Cuts this size out of the middle after resizing; what exceeds the image is black. */
    public Builder crop(int width, int height) {
      checkSize("crop", width, height);
      this.crop = Optional.of(new Size(width, height));
      return this;
    }

    /** How pixels are weighed when resizing; default {@link Preprocess#DEFAULT_FILTER}. */
    public Builder filter(ResizeFilter filter) {
      this.filter = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /** The tensor's channels; grey images fill all three with the same. */
    public Builder color(ColorOrder color) {
      this.color = Objects.requireNonNull(color, "color");
      return this;
    }

    /** The factor from pixels to values; default {@link Preprocess#DEFAULT_SCALE}. */
    public Builder scale(double scale) {
      this.scale = scale;
      this.normalised = true;
      return this;
    }

    /**
     * What is subtracted after scaling.
     *
     * @param mean one for all channels, or one a channel in the order of the tensor's channels
     */
    public Builder mean(float... mean) {
      this.mean = list(mean);
      this.normalised = true;
      return this;
    }

    /**
     * What the difference is divided by.
     *
     * @param std one for all channels, or one a channel in the order of the tensor's channels
     */
    public Builder std(float... std) {
      this.std = list(std);
      this.normalised = true;
      return this;
    }

    /** How the tensor's axes are ordered. */
    public Builder layout(PixelLayout layout) {
      this.layout = Objects.requireNonNull(layout, "layout");
      return this;
    }

    /** FLOAT32, FLOAT16, or UINT8 for the pixels themselves, without scale, mean and std. */
    public Builder type(ElementType type) {
      this.type = Objects.requireNonNull(type, "type");
      return this;
    }

    /**
     * Checks the settings.
     *
     * @throws UsageException when they contradict each other: an open size ({@code
     *     preprocess.size}), a number of means or deviations that is not the channels', a value
     *     that is zero or not finite where that makes no sense ({@code preprocess.values}), an
     *     element type images cannot have or one that cannot be normalised ({@code
     *     preprocess.type})
     */
    public Preprocess build() {
      checkType();
      if (!Double.isFinite(scale) || scale == 0) {
        throw new UsageException(
            "preprocess.values", "scale " + scale + ": must be finite and not 0");
      }
      checkValues("mean", mean);
      checkValues("std", std);
      if (std.contains(0f) || std.contains(-0f)) {
        throw new UsageException(
            "preprocess.values", "std " + join(std) + ": a division by 0; give what to divide by");
      }
      return new Preprocess(this);
    }

    private void checkType() {
      if (type != ElementType.FLOAT32 && type != ElementType.FLOAT16 && type != ElementType.UINT8) {
        throw new UsageException(
            "preprocess.type",
            "images cannot become "
                + lower(type)
                + " tensors; choose float32, float16 or uint8, or give .npy files");
      }
      if (type == ElementType.UINT8 && normalised) {
        throw new UsageException(
            "preprocess.type",
            "uint8 tensors hold the pixels as they are; leave out scale, mean and std");
      }
    }

    private void checkValues(String what, List<Float> values) {
      if (values.size() > 1 && values.size() != color.channels()) {
        throw new UsageException(
            "preprocess.values",
            what
                + " "
                + join(values)
                + ": "
                + values.size()
                + " values for "
                + color.channels()
                + (color.channels() == 1 ? " channel" : " channels")
                + "; give 1 or "
                + color.channels());
      }
      if (!values.stream().allMatch(Float::isFinite)) {
        throw new UsageException(
            "preprocess.values", what + " " + join(values) + ": must be finite numbers");
      }
    }

    private Size size() {
      if (crop.isPresent()) {
        return crop.get();
      }
      if (resize instanceof Resize.Exact exact) {
        return new Size(exact.width(), exact.height());
      }
      throw new UsageException(
          "preprocess.size",
          "resize "
              + resize
              + " leaves the size of a sample open; resize to an exact size or add a crop");
    }

    private float[] means() {
      return perChannel(mean, 0);
    }

    private float[] deviations() {
      return perChannel(std, 1);
    }

    private float[] perChannel(List<Float> values, float otherwise) {
      float[] all = new float[color.channels()];
      for (int c = 0; c < all.length; c++) {
        all[c] = values.isEmpty() ? otherwise : values.get(values.size() == 1 ? 0 : c);
      }
      return all;
    }

    private String canonical() {
      String values =
          type == ElementType.UINT8
              ? ""
              : " scale=" + scale + " mean=" + join(means()) + " std=" + join(deviations());
      String filtered = resize instanceof Resize.None ? "" : " filter=" + lower(filter);
      return "resize="
          + resize
          + filtered
          + " crop="
          + crop.map(Size::toString).orElse("none")
          + " color="
          + lower(color)
          + values
          + " layout="
          + lower(layout)
          + " dtype="
          + lower(type);
    }

    private static void checkSize(String what, int width, int height) {
      if (width < 1
          || height < 1
          || Math.max(width, height) > ImageDecoder.MAX_SIDE
          || (long) width * height > ImageDecoder.MAX_PIXELS) {
        throw new UsageException(
            "preprocess.size",
            what
                + " "
                + width
                + "x"
                + height
                + ": must be at least 1x1 and at most "
                + ImageDecoder.MAX_PIXELS
                + " pixels");
      }
    }

    private static List<Float> list(float[] values) {
      List<Float> list = new ArrayList<>();
      for (float value : values) {
        list.add(value);
      }
      return List.copyOf(list);
    }

    private static String join(float[] values) {
      return join(list(values));
    }

    private static String join(List<Float> values) {
      return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }
}
