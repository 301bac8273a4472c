package dev.trtcal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ElementType;
import dev.trtcal.TensorRange;
import dev.trtcal.dataset.NpyFile;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.MixedModel;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several inputs, of the element types that the network declares, without a GPU. */
class MixedInputsTest {
  @TempDir Path folder;

  private Map<String, Float> scales(MixedModel mixed, Algorithm algorithm) throws IOException {
    Path model = mixed.write(folder);
    try (BatchSource source =
        NpySource.of(mixed.data(folder)).network(OnnxModel.read(model).inputs()).open()) {
      CalibrationResult result =
          Calibration.of(model, source)
              .engine("cpu")
              .algorithm(algorithm)
              .batchSize(16)
              .build()
              .run();
      assertEquals(MixedModel.SAMPLES, result.feed().samples());
      return result.tensors().stream()
          .collect(Collectors.toMap(TensorRange::name, TensorRange::scale));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "INT64", "INT32", "BOOL"})
  void calibratesWhateverTypeTheOtherInputHas(ElementType other) throws IOException {
    Map<String, Float> scales = scales(new MixedModel(other), Algorithm.entropy2());
    assertTrue(scales.get("image") > 0);
    assertTrue(scales.get("sum") > 0);
    assertTrue(scales.get("y") > 0);
    assertEquals(
        other == ElementType.FLOAT16,
        scales.containsKey("other"),
        "floating-point tensors are calibrated: " + scales.keySet());
  }

  @Test
  void measuresAHalfInputByItsValues() throws IOException {
    MixedModel mixed = new MixedModel(ElementType.FLOAT16);
    float scale = scales(mixed, Algorithm.minMax()).get("other");

    float largest = 0;
    try (NpyFile file = NpyFile.open(mixed.data(folder).get("other"));
        Arena arena = Arena.ofConfined()) {
      long elements = file.shape().elements();
      MemorySegment values = arena.allocate(elements * 2, 2);
      file.read(0, elements, values);
      for (long i = 0; i < elements; i++) {
        short bits = values.getAtIndex(ValueLayout.JAVA_SHORT, i);
        largest = Math.max(largest, Math.abs(Float.float16ToFloat(bits)));
      }
    }
    assertEquals(largest / 127f, scale);
  }
}
