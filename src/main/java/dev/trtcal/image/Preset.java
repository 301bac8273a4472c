package dev.trtcal.image;

import dev.trtcal.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Preprocessing that many networks share, by name. */
public enum Preset {
  /** Shorter side to 256, centre 224, ImageNet's mean and deviation. */
  IMAGENET("torchvision's classification networks: Resize(256), CenterCrop(224)", true) {
    @Override
    public void applyTo(Preprocess.Builder builder) {
      builder.resizeShorterSide(256).crop(224, 224).filter(ResizeFilter.BILINEAR);
      imagenetValues(builder);
    }
  },
  /** Exactly 224x224, ImageNet's mean and deviation. */
  IMAGENET_RESIZE224("the same without a crop: Resize((224, 224))", true) {
    @Override
    public void applyTo(Preprocess.Builder builder) {
      builder.resize(224, 224).noCrop().filter(ResizeFilter.BILINEAR);
      imagenetValues(builder);
    }
  },
  /** 0 to 1 and no more. */
  UNIT("pixels from 0 to 1, in the network's size and colours", false) {
    @Override
    public void applyTo(Preprocess.Builder builder) {
      builder.scale(Preprocess.DEFAULT_SCALE).mean().std();
    }
  },
  /** Letterbox of 640, 0 to 1. */
  YOLO("ultralytics: LetterBox(640, auto=False), value 114 around the image, 0 to 1", true) {
    @Override
    public void applyTo(Preprocess.Builder builder) {
      builder
          .letterbox(640, 640, 114)
          .noCrop()
          .filter(ResizeFilter.OPENCV_LINEAR)
          .color(ColorOrder.RGB)
          .scale(Preprocess.DEFAULT_SCALE)
          .mean()
          .std();
    }
  },
  /** Lines of text, -1 to 1. */
  OCR_REC("PaddleOCR's recognition: 48 high, at most 320 wide, 0 at the right of it", true) {
    @Override
    public void applyTo(Preprocess.Builder builder) {
      builder
          .textLine(320, 48)
          .noCrop()
          .filter(ResizeFilter.OPENCV_LINEAR)
          .color(ColorOrder.BGR)
          .scale(Preprocess.DEFAULT_SCALE)
          .mean(0.5f)
          .std(0.5f);
    }
  },
  /** 0 to 255. */
  RAW("pixels from 0 to 255, in the network's size and colours", false) {
    @Override
    public void applyTo(Preprocess.Builder builder) {
      builder.scale(1).mean().std();
    }
  };

  private final String description;
  private final boolean whole;

  Preset(String description, boolean whole) {
    this.description = description;
    this.whole = whole;
  }

  /** Sets what the preset says; what it says nothing of stays. */
  public abstract void applyTo(Preprocess.Builder builder);

  /** The name that users choose it by. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whose preprocessing it is, in a few words. */
  public String description() {
    return description;
  }

  /** Whether it says size and colours too, and does not leave them to the network. */
  public boolean isWhole() {
    return whole;
  }

  /** Everything it says, as the words of {@link Preprocess#canonical()}. */
  public String words() {
    Preprocess.Builder builder = Preprocess.builder();
    applyTo(builder);
    String words = PreprocessText.canonical(builder);
    return whole ? words : words.substring(words.indexOf("scale="));
  }

  /**
   * The preset of a name.
   *
   * @throws UsageException {@code preset.unknown}
   */
  public static Preset of(String id) {
    for (Preset preset : values()) {
      if (preset.id().equals(id)) {
        return preset;
      }
    }
    throw new UsageException(
        "preset.unknown",
        "preset "
            + id
            + ": there are "
            + Arrays.stream(values()).map(Preset::id).collect(Collectors.joining(", ")));
  }

  private static void imagenetValues(Preprocess.Builder builder) {
    builder
        .color(ColorOrder.RGB)
        .scale(Preprocess.DEFAULT_SCALE)
        .mean(0.485f, 0.456f, 0.406f)
        .std(0.229f, 0.224f, 0.225f);
  }
}
