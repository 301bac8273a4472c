package dev.trtcal.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a program asks for it, of the demo. */
class CalibrationPageTest {
  private static final Preprocess PREPROCESS =
      Preprocess.builder().color(ColorOrder.GRAY).resize(28, 28).mean(0.2860f).std(0.3530f).build();

  @TempDir private Path folder;

  @Test
  void showsWhatWasFoundAndNoFolder() throws Exception {
    Path model =
        Files.copy(Path.of("src/demo/fashion_resnet.onnx"), folder.resolve("network.onnx"));
    try (ImageSource images =
        ImageSource.of(Path.of("src/demo/images"), PREPROCESS).maxImages(8).open()) {
      Calibration calibration =
          Calibration.of(model, images)
              .engine("cpu")
              .keepHistograms(true)
              .cache(folder.resolve("network.cache"))
              .build();
      CalibrationResult result = calibration.run();

      Report page =
          CalibrationPage.of(calibration, result, Sidecar.of("a program 1.0", calibration, result));

      assertEquals("Calibration of network.onnx", page.title());
      assertTrue(page.subtitle().endsWith("from 8 samples."), page.subtitle());
      assertEquals(
          List.of(
              "Summary",
              "Tensors of the network",
              "Tensors",
              "Values of each tensor",
              "What the network saw",
              "What was run"),
          page.sections().stream().map(Section::title).toList());
      Section.Table table = (Section.Table) page.sections().get(2);
      assertEquals(result.tensors().size(), table.rows().size());
      assertFalse(page.html().contains(folder.toString()), "a page is for others");
    }
  }
}
