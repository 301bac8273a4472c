package dev.trtcal.image;

import dev.trtcal.TrtcalException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Any bytes as an image, through the whole preprocessing of ImageNet and of YOLO's letterbox: the
 * sample is written, within its place, or a {@link TrtcalException} says why not.
 */
public final class SampleDecoderFuzz {
  private static final Way[] WAYS = {new Way(Preset.IMAGENET), new Way(Preset.YOLO)};

  private SampleDecoderFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (FuzzedSize.isSmall(input)) {
      for (Way way : WAYS) {
        way.decode(input);
      }
    }
  }

  private static final class Way {
    private final SampleDecoder decoder;
    private final MemorySegment target;

    Way(Preset preset) {
      Preprocess.Builder builder = Preprocess.builder();
      preset.applyTo(builder);
      Preprocess preprocess = builder.build();
      decoder = SampleDecoder.open(preprocess);
      target = Arena.global().allocate(preprocess.sample("").bytes());
    }

    void decode(byte[] input) {
      try {
        decoder.decode(MemorySegment.ofArray(input), target, 0);
      } catch (TrtcalException e) {
        // Refused, as it may be.
      }
    }
  }
}
