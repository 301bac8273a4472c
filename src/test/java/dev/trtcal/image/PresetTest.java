package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {
  @ParameterizedTest
  @EnumSource(Preset.class)
  void isFoundByItsNameAndSaysTheWordsOfWhatItDoes(Preset preset) {
    assertSame(preset, Preset.of(preset.id()));
    Preprocess.Builder builder = Preprocess.builder().resize(32, 24);
    preset.applyTo(builder);
    String line = builder.build().canonical();
    assertTrue(line.endsWith(preset.words()), line);
    assertEquals(line, Preprocess.parse(line).canonical());
  }

  @Test
  void refusesANameThatItDoesNotKnowAndNamesThoseItKnows() {
    UsageException refusal = assertThrows(UsageException.class, () -> Preset.of("imagnet"));
    assertTrue(refusal.getMessage().contains("imagenet, imagenet-resize224, unit, yolo, ocr-rec"));
  }

  @Test
  void readsEveryCanonicalLineBack() {
    String line =
        "decode=fast orientation=exif resize=letterbox:64x32 pad=7 filter=opencv_linear crop=none"
            + " color=gray scale=0.5 mean=1.0 std=2.0 layout=nhwc dtype=float16";
    assertEquals(line, Preprocess.parse(line).canonical());
    String pixels = "resize=8x7 filter=lanczos crop=none color=gray layout=nhwc dtype=uint8";
    assertEquals(Preprocess.parse(pixels), Preprocess.parse(pixels));
    assertEquals(pixels, Preprocess.parse(pixels).canonical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resize=8x7",
        "resize=8x7 filter=lanczos crop=none color=gray layout=nhwc dtype=uint8 more=1",
        "filter=lanczos resize=8x7 crop=none color=gray layout=nhwc dtype=uint8",
        "resize=8x filter=lanczos crop=none color=gray layout=nhwc dtype=uint8",
        "resize=letterbox:8x8 filter=lanczos crop=none color=gray layout=nhwc dtype=uint8",
        "decode=slow resize=8x7 filter=lanczos crop=none color=gray layout=nhwc dtype=uint8"
      })
  void refusesALineThatItNeverPrints(String line) {
    assertEquals(
        "preprocess.text", assertThrows(UsageException.class, () -> Preprocess.parse(line)).code());
  }
}
