package dev.trtcal.cli;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.ImageInput;
import dev.trtcal.image.PixelLayout;
import dev.trtcal.image.Preprocess;
import dev.trtcal.image.Preset;
import dev.trtcal.image.ResizeFilter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How an image becomes a sample: a preset, what overrides it, and what the network decides. */
final class ImageOptions {
  private static final String LETTERBOX = "letterbox:";
  private static final String LINE = "line:";
  private static final int DEFAULT_PAD = 114;

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
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Preprocessing by name; the options below override it. 'list' shows each in full.")
  private String preset;

  @Option(
      names = "--resize",
      paramLabel = "WxH|N",
      description =
          "Exactly WxH, the shorter side to N, letterbox:WxH or line:WxH (default: exactly the"
              + " network's size).")
  private String resize;

  @Option(
      names = "--pad",
      paramLabel = "V",
      description = "Pixel value around a letterboxed image (default: 114).")
  private Integer pad;

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

  @Option(
      names = "--exif",
      description =
          "Turn images as their Exif data say (default: as stored, as with Pillow's open).")
  private boolean exif;

  @Option(
      names = "--fast-decode",
      description = "Let libjpeg-turbo shrink JPEG while decoding: faster, and other pixels.")
  private boolean fastDecode;

  /** Whether a command line says {@code --preset list}, which needs nothing else to be answered. */
  static boolean asksForPresets(String... arguments) {
    List<String> words = List.of(arguments);
    int at = words.indexOf("--preset");
    return words.contains("--preset=list")
        || (at >= 0 && at + 1 < words.size() && words.get(at + 1).equals("list"));
  }

  /** Prints every preset in full. */
  static void printPresets(PrintWriter out) {
    for (Preset preset : Preset.values()) {
      out.println(preset.id());
      out.println("  " + preset.description());
      out.println("  " + preset.words());
    }
    out.flush();
  }

  /** Any number of colour pictures of any size: what there is to go by without a network. */
  TensorSpec anyInput() {
    long any = Shape.DYNAMIC;
    Shape shape = layout == Layout.nhwc ? Shape.of(any, any, any, 3) : Shape.of(any, 3, any, any);
    return new TensorSpec("input", ElementType.FLOAT32, shape);
  }

  /**
   * What options and preset leave open the network's only input decides.
   *
   * @param inputs the network's inputs, batch axis first
   */
  Preprocess preprocess(List<TensorSpec> inputs) {
    ImageInput input =
        layout == Layout.auto ? ImageInput.of(inputs) : ImageInput.of(inputs, chosenLayout());
    Preprocess.Builder builder = input.preprocess();
    chosenType().ifPresent(builder::type);
    apply(builder);
    return builder.build();
  }

  /**
   * The same with no network to ask: the preset imagenet where none is chosen, float32 in planes.
   */
  Preprocess orImagenet() {
    Preprocess.Builder builder = Preprocess.builder();
    Preset.IMAGENET.applyTo(builder);
    builder.layout(chosenLayout());
    builder.type(chosenType().orElse(ElementType.FLOAT32));
    apply(builder);
    return builder.build();
  }

  private void apply(Preprocess.Builder builder) {
    Optional<Preset> chosen = Optional.ofNullable(preset).map(Preset::of);
    chosen.ifPresent(known -> known.applyTo(builder));
    if (resize != null) {
      builder.noCrop();
      applyResize(builder);
    } else if (pad != null) {
      throw new UsageException("data.options", "--pad goes with --resize letterbox:WxH");
    } else if (crop != null && chosen.filter(Preset::isWhole).isEmpty()) {
      builder.noResize();
    }
    if (crop != null) {
      int[] wanted = extent("--crop", crop);
      builder.crop(wanted[0], wanted[1]);
    }
    if (filter != null) {
      builder.filter(filter);
    }
    if (color != null) {
      builder.color(color);
    }
    if (scale != null) {
      builder.scale(scale);
    }
    if (mean.length > 0) {
      builder.mean(mean);
    }
    if (std.length > 0) {
      builder.std(std);
    }
    builder.orient(exif).fastDecode(fastDecode);
  }

  /** In planes, where nothing is chosen. */
  private PixelLayout chosenLayout() {
    return layout == Layout.nhwc ? PixelLayout.NHWC : PixelLayout.NCHW;
  }

  private Optional<ElementType> chosenType() {
    return Optional.ofNullable(type)
        .map(
            chosen ->
                switch (chosen) {
                  case float32 -> ElementType.FLOAT32;
                  case float16 -> ElementType.FLOAT16;
                  case uint8 -> ElementType.UINT8;
                });
  }

  private void applyResize(Preprocess.Builder builder) {
    if (resize.startsWith(LETTERBOX)) {
      int[] wanted = extent("--resize", resize.substring(LETTERBOX.length()));
      builder.letterbox(wanted[0], wanted[1], pad == null ? DEFAULT_PAD : pad);
    } else if (pad != null) {
      throw new UsageException("data.options", "--pad goes with --resize letterbox:WxH");
    } else if (resize.startsWith(LINE)) {
      int[] wanted = extent("--resize", resize.substring(LINE.length()));
      builder.textLine(wanted[0], wanted[1]);
    } else if (resize.matches("[0-9]{1,5}")) {
      builder.resizeShorterSide(Integer.parseInt(resize));
    } else {
      int[] wanted = extent("--resize", resize);
      builder.resize(wanted[0], wanted[1]);
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
