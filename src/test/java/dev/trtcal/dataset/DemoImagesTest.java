package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoImagesTest {
  private static final int SAMPLES = 512;

  @Test
  void becomeTheTensorOfTheGoldenCachesBitForBit() throws URISyntaxException {
    Preprocess training =
        Preprocess.builder()
            .resize(28, 28)
            .color(ColorOrder.GRAY)
            .mean(0.2860f)
            .std(0.3530f)
            .build();
    Path tensor = Path.of(getClass().getResource("/golden/fashion_data/calib512.npy").toURI());
    try (ImageSource images = ImageSource.of(Path.of("src/demo/images"), training).open();
        NpySource golden = NpySource.of(tensor).open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(SAMPLES * training.sample("").bytes());
      MemorySegment expected = arena.allocate(made.byteSize());
      assertEquals(SAMPLES, images.fill(Map.of("", made), SAMPLES));
      assertEquals(SAMPLES, golden.fill(Map.of("", expected), SAMPLES));
      assertEquals(-1, made.mismatch(expected));
    }
  }
}
