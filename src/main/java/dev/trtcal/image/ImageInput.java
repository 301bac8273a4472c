package dev.trtcal.image;

import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.util.List;
import java.util.Objects;

/**
 * A network's input that takes pictures, and what it decides of their preprocessing.
 *
 * <pre>{@code
 * Preprocess preprocess =
 *     ImageInput.of(model.inputs()).preprocess().mean(0.2860f).std(0.3530f).build();
 * }</pre>
 *
 * @param spec of the input, batch axis first
 * @param layout how its axes are ordered
 */
public record ImageInput(TensorSpec spec, PixelLayout layout) {
  /**
   * An input of a known layout.
   *
   * @throws UsageException {@code data.rank} when it has not four axes
   */
  public ImageInput {
    Objects.requireNonNull(layout, "layout");
    if (spec.shape().rank() != 4) {
      throw new UsageException(
          "data.rank",
          "input " + spec + ": images need the four axes of a batch of pictures; use --tensors");
    }
  }

  /**
   * The only input of a network, its layout told by where its 1 or 3 channels are.
   *
   * @throws UsageException {@code data.inputs} when there are more, {@code data.rank} when it has
   *     not four axes, {@code data.layout} when no axis is one of channels
   */
  public static ImageInput of(List<TensorSpec> inputs) {
    // The layout is of no matter yet: what it is of is checked first.
    TensorSpec input = of(inputs, PixelLayout.NCHW).spec;
    if (isChannels(input.shape().dim(1))) {
      return new ImageInput(input, PixelLayout.NCHW);
    }
    if (isChannels(input.shape().dim(3))) {
      return new ImageInput(input, PixelLayout.NHWC);
    }
    throw new UsageException(
        "data.layout",
        "input "
            + input
            + ": neither axis 1 nor axis 3 is 1 or 3 channels; say --layout nchw or nhwc, or use"
            + " --tensors");
  }

  /**
   * The only input of a network, of a known layout.
   *
   * @throws UsageException {@code data.inputs} when there are more, {@code data.rank} when it has
   *     not four axes
   */
  public static ImageInput of(List<TensorSpec> inputs, PixelLayout layout) {
    if (inputs.size() != 1) {
      throw new UsageException(
          "data.inputs",
          "--images feeds networks of one input; this one has "
              + inputs.size()
              + " ("
              + inputs
              + "): use --tensors NAME=FILE for each");
    }
    return new ImageInput(inputs.get(0), layout);
  }

  private static boolean isChannels(long extent) {
    return extent == 1 || extent == 3;
  }

  /**
   * Starts with what the input decides: layout, element type, grey for one channel and else RGB,
   * and exactly its size. Where it leaves its size open, {@link Preprocess.Builder#build} asks for
   * a resize or a crop.
   */
  public Preprocess.Builder preprocess() {
    boolean planes = layout == PixelLayout.NCHW;
    Shape shape = spec.shape();
    long channels = shape.dim(planes ? 1 : 3);
    long height = shape.dim(planes ? 2 : 1);
    long width = shape.dim(planes ? 3 : 2);
    Preprocess.Builder builder = Preprocess.builder().layout(layout).type(spec.type());
    builder.color(channels == 1 ? ColorOrder.GRAY : ColorOrder.RGB);
    return height == Shape.DYNAMIC || width == Shape.DYNAMIC
        ? builder.openSize(spec)
        : builder.resize(within(width), within(height));
  }

  /** As an int; what is too large for one is for an image too. */
  private static int within(long extent) {
    return (int) Math.min(extent, Integer.MAX_VALUE);
  }
}
