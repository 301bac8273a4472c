package dev.trtcal.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSourceTest {
  @TempDir Path folder;

  @Test
  void calibratesFromRows() throws IOException {
    Path cache = folder.resolve("rows.cache");
    RowSource rows =
        new RowSource(
            Shape.of(1, 28, 28), IntStream.range(0, 10).mapToObj(RowSourceTest::row).iterator());

    CalibrationResult result =
        Calibration.of(Path.of("src/demo/fashion_resnet.onnx"), rows)
            .engine("cpu")
            .algorithm(Algorithm.minMax())
            .batchSize(5)
            .cache(cache)
            .build()
            .run();

    assertEquals(10, result.feed().samples());
    // The largest magnitude of all rows is 9: 9 / 127.
    String input = "input: " + Integer.toHexString(Float.floatToIntBits(9f / 127)) + "\n";
    assertTrue(Files.readString(cache).contains(input), Files.readString(cache));
  }

  private static float[] row(int index) {
    float[] row = new float[28 * 28];
    row[index] = -index;
    return row;
  }
}
