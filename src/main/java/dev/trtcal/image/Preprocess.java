package dev.trtcal.image;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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

  private final Drawing drawing;
  private final ColorOrder color;
  private final PixelLayout layout;
  private final ElementType type;
  private final boolean orient;
  private final boolean fastDecode;
  private final String canonical;
  private final SampleWriter writer;

  private Preprocess(Builder builder) {
    PixelValues values = builder.values();
    Size size = builder.resize.sample(builder.crop);
    drawing = new Drawing(builder.resize, size, builder.filter, builder.color == ColorOrder.GRAY);
    color = builder.color;
    layout = builder.layout;
    type = builder.type;
    orient = builder.orient;
    fastDecode = builder.fastDecode;
    canonical = PreprocessText.canonical(builder);
    writer = new SampleWriter(size, layout, values);
  }

  /**
   * Starts with the defaults: no resize, RGB, pixels scaled to 0 to 1, NCHW, float32. {@link
   * ImageInput#preprocess} starts with what a network's input decides.
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The shape of one sample: [channels, height, width] for NCHW, [height, width, channels] else.
   */
  public Shape sampleShape() {
    Size size = drawing.size();
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

  /**
   * What a canonical line says.
   *
   * @throws UsageException {@code preprocess.text} when it is no such line
   */
  public static Preprocess parse(String canonical) {
    return PreprocessText.parse(canonical);
  }

  /** Everything that decides a sample's values, in one line that is the same on every machine. */
  public String canonical() {
    return canonical;
  }

  /**
   * Grey where the tensor is, resized, cropped and padded: what the tensor will hold, still as
   * pixels.
   *
   * @param image as it is to be looked at; what the file says of orientation is not known here
   * @return pixels of the sample's width and height, of a text line without what is free at its
   *     right; one channel when the tensor or the image is grey, else red, green, blue; new ones,
   *     on the heap
   * @throws InvalidInputException {@code image.size} when resizing would take too much memory
   */
  public Pixels prepare(Pixels image) {
    return drawing.draw(image);
  }

  /**
   * Normalises prepared pixels into a sample.
   *
   * @param prepared what {@link #prepare} gave
   * @param target memory to write to, in the machine's byte order
   * @param offset bytes into {@code target} where the sample begins; any alignment
   */
  public void write(Pixels prepared, MemorySegment target, long offset) {
    Size given = new Size(prepared.width(), prepared.height());
    write(prepared.array(), given, prepared.channels(), target, offset, new SampleWriter.Row());
  }

  void write(
      byte[] pixels,
      Size given,
      int channels,
      MemorySegment target,
      long offset,
      SampleWriter.Row row) {
    if (!drawing.fills(given)) {
      throw new IllegalArgumentException(given + " pixels for a sample of " + drawing.size());
    }
    writer.write(pixels, given.width(), channels, target, offset, row);
  }

  /**
   * What a sample looks like: scale, mean and std taken back, rounded to 8 bits.
   *
   * @param source memory that holds a sample, in the machine's byte order
   * @param offset bytes into {@code source} where it begins
   * @return pixels of the sample's width and height, red, green, blue or grey; on the heap
   */
  public Pixels pixels(MemorySegment source, long offset) {
    return writer.read(source, offset);
  }

  /** The least and the largest value that a pixel can become, of all channels. */
  public float[] valueRange() {
    return writer.valueRange();
  }

  /** The first half of the way: {@link #prepare} in parts. */
  Drawing drawing() {
    return drawing;
  }

  /** Whether files are turned as their Exif data say. */
  boolean orients() {
    return orient;
  }

  /** Whether JPEG files are shrunk while they are decoded. */
  boolean fastDecode() {
    return fastDecode;
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
    Resize resize = new Resize.None();
    Optional<Size> crop = Optional.empty();
    ResizeFilter filter = DEFAULT_FILTER;
    ColorOrder color = ColorOrder.RGB;
    PixelLayout layout = PixelLayout.NCHW;
    ElementType type = ElementType.FLOAT32;
    double scale = DEFAULT_SCALE;
    boolean orient;
    boolean fastDecode;
    private List<Float> mean = List.of();
    private List<Float> std = List.of();

    private Builder() {}

    /** To this size whatever the aspect ratio; in pixels. */
    public Builder resize(int width, int height) {
      Size.check("resize", width, height);
      this.resize = new Resize.Exact(width, height);
      return this;
    }

    /** So that the shorter side has this many pixels and the aspect ratio stays. */
    public Builder resizeShorterSide(int side) {
      Size.check("resize", side, side);
      this.resize = new Resize.ShorterSide(side);
      return this;
    }

    /**
     * As large as fits into this size, in the middle, the rest filled up: {@code LetterBox} of
     * ultralytics, whose resize is {@link ResizeFilter#OPENCV_LINEAR}.
     *
     * @param pad the pixel value around the image, 0 to 255
     */
    public Builder letterbox(int width, int height, int pad) {
      Size.check("letterbox", width, height);
      if (pad < 0 || pad > 255) {
        throw new UsageException("preprocess.pad", "pad " + pad + ": must be 0 to 255");
      }
      this.resize = new Resize.Letterbox(width, height, pad);
      return this;
    }

    /**
     * To this height with the aspect ratio and at most this width, at the left; what is free at the
     * right is 0 in the tensor: PaddleOCR's way to feed a line of text.
     */
    public Builder textLine(int width, int height) {
      Size.check("text line", width, height);
      this.resize = new Resize.TextLine(width, height);
      return this;
    }

    /** The size of the file's own pixels. */
    public Builder noResize() {
      this.resize = new Resize.None();
      return this;
    }

    /** The network does not say the size: whoever sets the rest must. */
    Builder openSize(TensorSpec input) {
      this.resize = new Resize.None(Optional.of(input));
      return this;
    }

    /** No crop. */
    public Builder noCrop() {
      this.crop = Optional.empty();
      return this;
    }

    /** Turns images as their Exif data say; by default, as with Pillow's open, they are not. */
    public Builder orient(boolean orient) {
      this.orient = orient;
      return this;
    }

    /**
     * Lets libjpeg-turbo shrink JPEG files to a half, a fourth or an eighth while it decodes them,
     * as long as they do not become smaller than wanted: faster, and other pixels.
     */
    public Builder fastDecode(boolean fastDecode) {
      this.fastDecode = fastDecode;
      return this;
    }

    /** Cuts this size out of the middle after resizing; what exceeds the image is black. */
    public Builder crop(int width, int height) {
      Size.check("crop", width, height);
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
      return this;
    }

    /**
     * What is subtracted after scaling.
     *
     * @param mean one for all channels, or one a channel in the order of the tensor's channels
     */
    public Builder mean(float... mean) {
      this.mean = list(mean);
      return this;
    }

    /**
     * What the difference is divided by.
     *
     * @param std one for all channels, or one a channel in the order of the tensor's channels
     */
    public Builder std(float... std) {
      this.std = list(std);
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
     *     preprocess.size}, or {@code data.size} when it is a network's input that leaves it open),
     *     a number of means or deviations that is not the channels', a value that is zero or not
     *     finite where that makes no sense ({@code preprocess.values}), an element type images
     *     cannot have or one that cannot be normalised ({@code preprocess.type})
     */
    public Preprocess build() {
      return new Preprocess(this);
    }

    PixelValues values() {
      return new PixelValues(type, color, scale, mean, std);
    }

    private static List<Float> list(float[] values) {
      List<Float> list = new ArrayList<>();
      for (float value : values) {
        list.add(value);
      }
      return List.copyOf(list);
    }
  }
}
