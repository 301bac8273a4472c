package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.TensorRange;
import dev.trtcal.ValueHistogram;
import dev.trtcal.analysis.compare.Bins;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.Diagnosis;
import dev.trtcal.analysis.compare.DiagnosisKind;
import dev.trtcal.analysis.compare.TensorComparison;
import dev.trtcal.report.CalibrationPage;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.Section.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands' pages of a network of 500 tensors, every bin of every histogram occupied. */
class PageSizeTest {
  private static final int TENSORS = 500;
  private static final int LIMIT = 5_000_000;
  private static final Lines AGAIN = new Lines("Do it again", "trtcal");

  @TempDir private Path folder;
  private final Random random = new Random(1);

  private static String name(int tensor) {
    return "/backbone/layer" + tensor / 50 + "/block." + tensor % 50 + "/conv/Conv_output_0";
  }

  private static void assertSmall(String html) {
    assertTrue(html.length() < LIMIT, () -> html.length() + " characters");
    assertTrue(html.contains(name(TENSORS - 1)), "it shows all of them");
  }

  @Test
  void calibratesPageStaysBelowFiveMegabytes() throws Exception {
    List<TensorRange> ranges = new ArrayList<>();
    Map<String, ValueHistogram> histograms = new HashMap<>();
    for (int i = 0; i < TENSORS; i++) {
      double width = random.nextDouble();
      ranges.add(
          new TensorRange(
              name(i),
              random.nextFloat(),
              OptionalDouble.of(2048 * width),
              OptionalDouble.of(random.nextDouble()),
              Optional.empty()));
      histograms.put(
          name(i), new ValueHistogram(width, random.longs(2048, 1, 100_000_000).toArray()));
    }
    Path model = Files.write(folder.resolve("m.onnx"), new byte[1]);
    Path cache = Files.write(folder.resolve("m.cache"), new byte[1]);
    CalibrationResult result =
        new CalibrationResult(
                "an engine",
                Algorithm.entropy2(),
                ranges,
                new byte[1],
                new CalibrationResult.Feed(1, 1, 1, 0, List.of()),
                Optional.empty(),
                List.of())
            .withHistograms(histograms);
    Calibration calibration = Calibration.of(model, new NoData(List.of())).cache(cache).build();
    assertSmall(CalibrationPage.ofReused(calibration, result).with(AGAIN).html());
  }

  @Test
  void comparesPageOfTwoCachesStaysBelowFiveMegabytes() {
    CompareHtml page = new CompareHtml(Path.of("m.onnx"), true);
    page.add(Path.of("one.cache"), comparison()).add(Path.of("two.cache"), comparison());
    assertSmall(page.report(new Facts("What was run", List.of()), Optional.empty(), AGAIN).html());
  }

  private Comparison comparison() {
    List<TensorComparison> tensors = new ArrayList<>();
    for (int i = 0; i < TENSORS; i++) {
      tensors.add(
          new TensorComparison(
              name(i),
              List.of(name(i) + "/Conv", name(i) + "/Relu"),
              true,
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              OptionalDouble.of(random.nextDouble()),
              OptionalDouble.of(random.nextDouble()),
              new Diagnosis(
                  DiagnosisKind.CLIPPED,
                  "clips 60 % of its range: values beyond 0.811 saturate, up to 2.02; 29.88 % of"
                      + " all values"),
              bins(),
              bins()));
    }
    return new Comparison(100, 0.9, 0.1, 0.1, 100, tensors, List.of(), List.of());
  }

  private Bins bins() {
    return new Bins(
        random.nextDouble(),
        Stream.generate(() -> random.nextLong(1, 100_000_000)).limit(128).toList());
  }
}
