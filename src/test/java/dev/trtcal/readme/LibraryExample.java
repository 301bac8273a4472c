package dev.trtcal.readme;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.nio.file.Path;

/** README's example of the library. */
final class LibraryExample {
  private LibraryExample() {}

  // README
  static CalibrationResult calibrate(Path model, Path folder, Path cache) {
    Preprocess preprocess =
        Preprocess.builder()
            .color(ColorOrder.GRAY)
            .resize(28, 28)
            .mean(0.2860f)
            .std(0.3530f)
            .build();
    try (BatchSource images = ImageSource.of(folder, preprocess).open()) {
      return Calibration.of(model, images)
          .engine("cpu") // without this line: TensorRT where it can run
          .algorithm(Algorithm.minMax())
          .batchSize(32)
          .cache(cache)
          .build()
          .run();
    }
  }
  // README
}
