package dev.trtcal.readme;

import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.report.CalibrationPage;
import java.nio.file.Path;

/** The embedding page's example of all that a calibration can leave behind. */
final class PageExample {
  private PageExample() {}

  static CalibrationResult calibrate(Path model, BatchSource images, Path cache, Path page) {
    // README
    Calibration calibration =
        Calibration.of(model, images).keepHistograms(true).cache(cache).build();
    CalibrationResult result = calibration.run();
    Sidecar sidecar = Sidecar.of("my service 1.0", calibration, result);
    sidecar.write(Sidecar.beside(cache));
    CalibrationPage.of(calibration, result, sidecar).write(page);
    // README
    return result;
  }
}
