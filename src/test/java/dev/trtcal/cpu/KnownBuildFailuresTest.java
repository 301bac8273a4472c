package dev.trtcal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import dev.trtcal.onnx.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each is known of TensorRT 10.6.0, where the build was tried. */
class KnownBuildFailuresTest {
  @TempDir Path folder;

  private static TinyModel withWeights(TinyModel model) {
    float[] weights = new float[8 * 3 * 9];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i % 7 - 3) * 0.1f;
    }
    return model.floats("w", List.of(8L, 3L, 3L, 3L), weights);
  }

  private static TinyModel swish() {
    TinyModel model = withWeights(new TinyModel(17).input("x", 2, 3, 16, 16));
    model.node("Conv", "/conv", List.of("x", "w"), List.of("c"));
    model.chain("Sigmoid", "c", "s");
    model.node("Mul", "/mul", List.of("c", "s"), List.of("y"));
    return model.output("y");
  }

  /** Both of height and width are called n, as the batch is. */
  private static TinyModel square() {
    TinyModel model = withWeights(new TinyModel(17).input("x", -1, 3, -1, -1));
    model.node("Conv", "/conv", List.of("x", "w"), List.of("y"));
    return model.output("y");
  }

  private List<String> failures(
      TinyModel model, Shape sample, Algorithm algorithm, BuildOptions options) throws IOException {
    InMemorySource source = new InMemorySource(sample, new float[(int) sample.elements() * 2]);
    return new CpuEngine()
        .knownBuildFailures(
            Calibration.of(model.write(folder), source)
                .algorithm(algorithm)
                .buildOptions(options)
                .batchSize(2)
                .build());
  }

  @Test
  void entropyAndLegacyBuildNoConvolutionBeforeSwish() throws IOException {
    Shape sample = Shape.of(3, 16, 16);
    for (Algorithm algorithm : List.of(Algorithm.entropy(), Algorithm.legacy(0.9999, 1))) {
      List<String> failures = failures(swish(), sample, algorithm, BuildOptions.DEFAULT);
      assertEquals(1, failures.size(), failures.toString());
      assertTrue(failures.get(0).contains("x * sigmoid(x): /conv"), failures.get(0));
      assertTrue(failures.get(0).contains("entropy2 or minmax"), failures.get(0));
    }
    for (Algorithm algorithm : List.of(Algorithm.entropy2(), Algorithm.minMax())) {
      assertEquals(List.of(), failures(swish(), sample, algorithm, BuildOptions.DEFAULT));
    }
    assertEquals(List.of(), failures(swish(), sample, Algorithm.entropy(), Golden.BEFORE_FUSION));
  }

  @Test
  void axesOfOneNameMustHaveOneSize() throws IOException {
    List<String> failures =
        failures(square(), Shape.of(3, 48, 192), Algorithm.minMax(), BuildOptions.DEFAULT);
    assertEquals(2, failures.size(), failures.toString());
    assertTrue(
        failures.get(1).contains("'n' is axis 0 of x, 2, and axis 3 of x, 192"), failures.get(1));
    assertTrue(failures.get(1).contains("dim_param"), failures.get(1));
    assertEquals(
        List.of(), failures(square(), Shape.of(3, 2, 2), Algorithm.minMax(), BuildOptions.DEFAULT));
  }

  @Test
  void theSizesAskedForCountToo() throws IOException {
    TinyModel model = square();
    InMemorySource source = new InMemorySource(Shape.of(3, 4, 4), new float[4 * 48]);
    Map<String, ShapeRange> shapes =
        Collections.singletonMap(
            "x", new ShapeRange(Shape.of(1, 3, 4, 4), Shape.of(4, 3, 4, 4), Shape.of(4, 3, 4, 4)));
    Calibration.Builder wanted = Calibration.of(model.write(folder), source).shapes(shapes);
    assertEquals(List.of(), new CpuEngine().knownBuildFailures(wanted.build()));
    assertEquals(
        2,
        new CpuEngine().knownBuildFailures(wanted.batchSize(1).build()).size(),
        "the batch that is fed is none of the other axes' size");
  }
}
