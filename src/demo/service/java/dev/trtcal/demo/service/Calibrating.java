package dev.trtcal.demo.service;

import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Trtcal;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.report.CalibrationPage;

/**
 * What trtcal does for a job.
 *
 * @param engine {@code auto}, {@code cpu} or {@code tensorrt}
 * @param threads for each job
 */
record Calibrating(String engine, int threads) {
  /** Whether the model can be calibrated with images at all. */
  void check(Job job) {
    job.settings().preprocess(OnnxModel.read(job.model()).inputs());
  }

  /**
   * Calibrates, and writes cache, sidecar and report.
   *
   * @throws dev.trtcal.TrtcalException when it fails, or the thread is interrupted
   */
  void run(Job job) {
    OnnxModel model = OnnxModel.read(job.model());
    try (BatchSource images =
        ImageSource.of(job.images(), job.settings().preprocess(model.inputs()))
            .threads(threads)
            .open()) {
      Calibration calibration =
          Calibration.of(job.model(), images)
              .engine(engine)
              .algorithm(job.settings().algorithm())
              .threads(threads)
              .keepHistograms(true)
              .cache(job.cache())
              .build();
      CalibrationResult result = calibration.run(job);
      Sidecar sidecar = Sidecar.of("trtcal " + Trtcal.version(), calibration, result);
      sidecar.write(Sidecar.beside(job.cache()));
      CalibrationPage.of(calibration, result, sidecar).write(job.report());
    }
  }
}
