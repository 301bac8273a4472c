package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.tensorrt.Standin;
import dev.trtcal.tensorrt.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --report} of a calibration by TensorRT, on the stand-in. */
class ReportOptionStandinTest {
  @TempDir private Path folder;

  @Test
  void tensorRtsPageSaysWhatTensorRtDoesNotTell() throws IOException {
    Standin standin = Standin.use();
    try {
      Path model = TestModels.save(folder, TestModels.oneInput(2));
      Path data = folder.resolve("x.npy");
      Files.write(data, NpyBytes.float32("(4, 3, 4)", new float[4 * 3 * 4]));
      Path page = folder.resolve("page.html");

      CommandRun run =
          CommandRun.of(
              "calibrate",
              model.toString(),
              "--tensors",
              data.toString(),
              "--engine",
              "tensorrt",
              "--no-sidecar",
              "--cache",
              folder.resolve("x.cache").toString(),
              "--report",
              page.toString());

      assertEquals(ExitCode.DONE, run.exitCode(), run.err());
      String html = Files.readString(page);
      assertEquals(Optional.empty(), ReportOptionTest.section(html, "histograms"));
      String summary = ReportOptionTest.section(html, "verdicts").orElseThrow().toString();
      assertTrue(summary.contains("tells thresholds and not the values"), summary);
      assertTrue(summary.contains("TensorRT hands out no counts"), summary);
      assertTrue(
          ReportOptionTest.section(html, "facts").orElseThrow().toString().contains("SHA-256"));
    } finally {
      standin.leave();
    }
  }
}
