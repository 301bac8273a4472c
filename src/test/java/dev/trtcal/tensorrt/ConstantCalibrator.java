package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;

/** A whole session, from opening TensorRT to closing it, for tests in other packages. */
public final class ConstantCalibrator {
  private ConstantCalibrator() {}

  /**
   * Calibrates a small network with two batches, the larger of this value.
   *
   * @return the cache's text
   */
  public static String calibrate(Algorithm algorithm, float value) {
    try (RecordingCalibrator calibrator = new RecordingCalibrator(algorithm, value / 2, value)) {
      CalibratorSequenceStandinTest.build(calibrator);
      return calibrator.cacheText();
    }
  }
}
