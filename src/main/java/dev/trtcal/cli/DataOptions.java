package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.PixelLayout;
import dev.trtcal.image.Preprocess;
import dev.trtcal.image.ResizeFilter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The options of every command that reads data; opens the source they describe. */
final class DataOptions {
  /** What {@code --layout} takes. */
  enum Layout {
    auto,
    nchw,
    nhwc
  }

  /** What {@code --dtype} takes. */
  enum DataType {
    float32,
    float16,
    uint8
  }

  @Option(
      names = "--images",
      paramLabel = "DIR|ZIP|TAR",
      description =
          "Images (JPEG, PNG, BMP) of a folder with its sub-folders, or of a .zip, .tar, .tar.gz"
              + " archive, in the order of their names.")
  private Path images;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description =
          "Images that a text file names, one a line, in its order: names in --images where that is"
              + " given, else paths from the list's own folder.")
  private Path list;

  @Option(
      names = "--tensors",
      paramLabel = "[NAME=]PATH",
      description =
          "A .npy file [samples, ...] or a folder of them, as the network takes it; once an input.")
  private List<String> tensors = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples a batch (default: the network's; 32 where it is dynamic).")
  private Integer batch;

  @Option(
      names = "--max-images",
      paramLabel = "N",
      description =
          "Take N samples only: the first, or with --seed N images at random (where sub-folders are"
              + " classes, each has its share).")
  private Integer maxImages;

  @Option(names = "--shuffle", description = "Images in random order (--seed, default 0).")
  private boolean shuffle;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What --shuffle and a random choice of --max-images depend on.")
  private Long seed;

  @Option(
      names = "--max-bad",
      paramLabel = "N",
      description =
          "Unreadable images to skip before giving up (default: 1 %% of the set, at least 1).")
  private Integer maxBad;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads (default: one a core); the result does not depend on it.")
  private Integer threads;

  @Option(
      names = "--resize",
      paramLabel = "WxH|N",
      description = "Exactly WxH, or the shorter side to N (default: exactly the network's size).")
  private String resize;

  @Option(names = "--crop", paramLabel = "WxH", description = "Cut the centre out after resizing.")
  private String crop;

  @Option(
      names = "--filter",
      description = "${COMPLETION-CANDIDATES} (default: bilinear, antialiased).")
  private ResizeFilter filter;

  @Option(
      names = "--color",
      description = "${COMPLETION-CANDIDATES} (default: by the network's channels: gray or rgb).")
  private ColorOrder color;

  @Option(
      names = "--scale",
      paramLabel = "F",
      description = "Factor from pixels to values (default: 1/255).")
  private Double scale;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "A",
      description = "Subtracted after scaling: one, or one a channel.")
  private float[] mean = {};

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "A",
      description = "Divided by after that: one, or one a channel.")
  private float[] std = {};

  @Option(
      names = "--layout",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (default: auto, by the network's shape).")
  private Layout layout;

  @Option(
      names = "--dtype",
      description =
          "${COMPLETION-CANDIDATES} (default: the network's); uint8 takes pixels as they are.")
  private DataType type;

  /** Whether the user names any data. */
  boolean given() {
    return givenImages() || !tensors.isEmpty();
  }

  /** The folder of images. */
  Path folder() {
    if (images == null) {
      throw new UsageException(
          "data.folder", "labels by folder need --images DIR with a folder for each class");
    }
    return images;
  }

  OptionalInt batch() {
    return batch == null ? OptionalInt.empty() : OptionalInt.of(batch);
  }

  OptionalInt threads() {
    return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
  }

  /**
   * Opens the data for a network.
   *
   * @param inputs the network's inputs, batch axis first
   */
  BatchSource open(List<TensorSpec> inputs) {
    if (givenImages() != tensors.isEmpty()) {
      throw new UsageException(
          "data.none",
          givenImages()
              ? "--images and --tensors exclude each other: give one of them"
              : "no data to calibrate with: give --images DIR or --tensors FILE.npy");
    }
    return givenImages() ? openImages(inputs) : openTensors(inputs);
  }

  private boolean givenImages() {
    return images != null || list != null;
  }

  /** The images that the options name; to be closed by the caller. */
  private ImageSet imageSet() {
    if (images == null) {
      return ImageSet.ofList(list);
    }
    ImageSet all = ImageSet.of(images);
    return list == null ? all : all.chosenBy(list);
  }

  private BatchSource openTensors(List<TensorSpec> inputs) {
    if (shuffle || seed != null) {
      throw new UsageException(
          "data.options",
          "--shuffle and --seed go with --images; tensors are taken in the file's order");
    }
    Map<String, Path> paths = new LinkedHashMap<>();
    for (String tensor : tensors) {
      int equals = tensor.indexOf('=');
      String name = equals < 0 ? "" : tensor.substring(0, equals);
      if (paths.put(name, Path.of(tensor.substring(equals + 1))) != null) {
        throw new UsageException(
            "data.options",
            "--tensors " + tensor + ": the input is fed twice; name each input once, as NAME=FILE");
      }
    }
    NpySource.Builder source = NpySource.of(paths).network(inputs);
    if (maxImages != null) {
      source.maxSamples(maxImages);
    }
    return source.open();
  }

  /**
   * Opens images for no network in particular, or for one.
   *
   * @param inputs the network's inputs, batch axis first; without one the options must say it all
   */
  ImageSource openPictures(Optional<List<TensorSpec>> inputs) {
    if (!givenImages() || !tensors.isEmpty()) {
      throw new UsageException("data.none", "no images: give --images DIR or --list FILE");
    }
    return openImages(inputs.orElseGet(() -> List.of(anyInput())));
  }

  /** Any number of colour pictures of any size. */
  private TensorSpec anyInput() {
    long any = Shape.DYNAMIC;
    Shape shape = layout == Layout.nhwc ? Shape.of(any, any, any, 3) : Shape.of(any, 3, any, any);
    return new TensorSpec("input", ElementType.FLOAT32, shape);
  }

  private ImageSource openImages(List<TensorSpec> inputs) {
    Preprocess preprocess = preprocess(imageInput(inputs));
    ImageSource.Builder source = ImageSource.of(imageSet(), preprocess).closingImages();
    if (maxImages != null) {
      source.maxImages(maxImages);
    }
    source.shuffle(shuffle);
    if (seed != null) {
      source.seed(seed);
    }
    if (threads != null) {
      source.threads(threads);
    }
    if (maxBad != null) {
      source.maxBad(maxBad);
    }
    return source.open();
  }

  private static TensorSpec imageInput(List<TensorSpec> inputs) {
    if (inputs.size() != 1) {
      throw new UsageException(
          "data.inputs",
          "--images feeds networks of one input; this one has "
              + inputs.size()
              + " ("
              + inputs
              + "): use --tensors NAME=FILE for each");
    }
    TensorSpec input = inputs.get(0);
    if (input.shape().rank() != 4) {
      throw new UsageException(
          "data.rank",
          "input " + input + ": images need the four axes of a batch of pictures; use --tensors");
    }
    return input;
  }

  /** What the options leave open the network's input decides. */
  Preprocess preprocess(TensorSpec input) {
    PixelLayout order = layout(input);
    int channelAxis = order == PixelLayout.NCHW ? 1 : 3;
    int heightAxis = order == PixelLayout.NCHW ? 2 : 1;
    Preprocess.Builder preprocess = Preprocess.builder().layout(order).type(type(input));
    preprocess.color(
        color != null
            ? color
            : input.shape().dim(channelAxis) == 1 ? ColorOrder.GRAY : ColorOrder.RGB);
    if (resize != null) {
      applyResize(preprocess);
    } else if (crop == null) {
      int height = size(input, heightAxis);
      int width = size(input, heightAxis + 1);
      preprocess.resize(width, height);
    }
    if (crop != null) {
      int[] wanted = extent("--crop", crop);
      preprocess.crop(wanted[0], wanted[1]);
    }
    if (filter != null) {
      preprocess.filter(filter);
    }
    if (scale != null) {
      preprocess.scale(scale);
    }
    if (mean.length > 0) {
      preprocess.mean(mean);
    }
    if (std.length > 0) {
      preprocess.std(std);
    }
    return preprocess.build();
  }

  private PixelLayout layout(TensorSpec input) {
    if (layout != Layout.auto) {
      return layout == Layout.nchw ? PixelLayout.NCHW : PixelLayout.NHWC;
    }
    Shape shape = input.shape();
    if (isChannels(shape.dim(1))) {
      return PixelLayout.NCHW;
    }
    if (isChannels(shape.dim(3))) {
      return PixelLayout.NHWC;
    }
    throw new UsageException(
        "data.layout",
        "input "
            + input
            + ": neither axis 1 nor axis 3 is 1 or 3 channels; say --layout nchw or nhwc, or use"
            + " --tensors");
  }

  private static boolean isChannels(long extent) {
    return extent == 1 || extent == 3;
  }

  private ElementType type(TensorSpec input) {
    if (type == null) {
      return input.type();
    }
    return switch (type) {
      case float32 -> ElementType.FLOAT32;
      case float16 -> ElementType.FLOAT16;
      case uint8 -> ElementType.UINT8;
    };
  }

  private static int size(TensorSpec input, int axis) {
    long extent = input.shape().dim(axis);
    if (extent == Shape.DYNAMIC) {
      throw new UsageException(
          "data.size",
          "input " + input + ": the network leaves its height or width open; say --resize WxH");
    }
    return Math.toIntExact(extent);
  }

  private void applyResize(Preprocess.Builder preprocess) {
    if (resize.matches("[0-9]{1,5}")) {
      preprocess.resizeShorterSide(Integer.parseInt(resize));
    } else {
      int[] wanted = extent("--resize", resize);
      preprocess.resize(wanted[0], wanted[1]);
    }
  }

  private static int[] extent(String option, String text) {
    if (!text.matches("[0-9]{1,5}x[0-9]{1,5}")) {
      throw new UsageException(
          "data.extent", option + " " + text + ": write it as WIDTHxHEIGHT, such as 224x224");
    }
    int x = text.indexOf('x');
    return new int[] {
      Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1))
    };
  }
}
