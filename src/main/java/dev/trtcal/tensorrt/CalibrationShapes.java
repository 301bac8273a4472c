package dev.trtcal.tensorrt;

import dev.trtcal.Shape;
import dev.trtcal.UsageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The shapes in which TensorRT will calibrate. It does not hold the calibrator to them: of a batch
 * larger than the profile's it silently uses the first samples only, and the batch size that the
 * calibrator tells it ignores.
 *
 * @param batch the extent of the batch axis; empty when the inputs have no such axis in common
 * @param bytes how much it will read of each input
 */
record CalibrationShapes(OptionalLong batch, Map<String, Long> bytes) {
  CalibrationShapes {
    bytes = Map.copyOf(bytes);
  }

  /**
   * Fits inputs and profile.
   *
   * @throws UsageException when a dynamic input has no profile
   */
  static CalibrationShapes of(List<TensorInfo> inputs, BuilderConfig config) {
    Map<String, Long> bytes = new HashMap<>();
    boolean common = true;
    OptionalLong batch = OptionalLong.empty();
    for (TensorInfo input : inputs) {
      Shape shape = shape(input, config);
      bytes.put(input.name(), CalibrationInput.bytes(input, shape));
      if (shape.rank() == 0 || (batch.isPresent() && batch.getAsLong() != shape.dim(0))) {
        common = false;
      } else {
        batch = OptionalLong.of(shape.dim(0));
      }
    }
    return new CalibrationShapes(common ? batch : OptionalLong.empty(), bytes);
  }

  private static Shape shape(TensorInfo input, BuilderConfig config) {
    if (!input.shape().isDynamic()) {
      return input.shape();
    }
    return config
        .profile()
        .flatMap(profile -> profile.opt(input.name()))
        .orElseThrow(
            () ->
                new UsageException(
                    "profile.missing",
                    "input "
                        + input
                        + ": is dynamic and has no shape in a profile; set one and add it by"
                        + " BuilderConfig.addProfile"));
  }

  /**
   * Checks what the calibrator says.
   *
   * @throws UsageException when its batch is another
   */
  void checkBatch(int batchSize) {
    if (batch.isPresent() && batch.getAsLong() != batchSize) {
      throw new UsageException(
          "batch.mismatch",
          "the calibrator's batch is "
              + batchSize
              + ", the network calibrates in batches of "
              + batch.getAsLong()
              + "; TensorRT would measure something else without a word; make them equal");
    }
  }
}
