package dev.trtcal.analysis;

import dev.trtcal.NetworkRunner;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Prints the table of docs/simulation.md: what the simulation answers against what real engines
 * answered. A program; no arguments.
 */
public final class SimulationTable {
  private SimulationTable() {}

  /**
   * One engine.
   *
   * @param engine model and cache
   * @param simulated top-1 of the simulation
   * @param real top-1 of the engine
   * @param agreement share of the images that both answer alike
   * @param error of the logits, relative
   */
  record Row(String engine, double simulated, double real, double agreement, double error) {
    double points() {
      return 100 * (simulated - real);
    }
  }

  /** Runs the simulation on the first test images with the cache of each engine. */
  static List<Row> rows(Path golden, int samples) {
    List<Row> rows = new ArrayList<>();
    for (GoldenEngine engine : GoldenEngine.all()) {
      try (Simulation simulation =
          Simulation.open(
              golden.resolve(engine.model()).resolve("model_batch32.onnx"), OptionalInt.of(2))) {
        rows.add(row(engine, simulation, samples));
      }
    }
    return rows;
  }

  private static Row row(GoldenEngine engine, Simulation simulation, int samples) {
    Switches switches = Switches.int8(simulation.model(), engine.scales());
    Fashion images = new Fashion(samples);
    OutputDifference difference = new OutputDifference();
    int right = 0;
    int realRight = 0;
    int done = 0;
    try (NetworkRunner.Feed feed = simulation.feed(images, OptionalInt.empty())) {
      for (int n = feed.next(); n > 0; n = feed.next()) {
        float[] ours = simulation.run(feed, switches);
        int width = GoldenEngine.CLASSES;
        float[] real = new float[n * width];
        engine.logits().get(done * width, real);
        difference.add(real, ours, n);
        for (int i = 0; i < n; i++) {
          int label = images.label(done + i);
          right += Logits.best(ours, i * width, width) == label ? 1 : 0;
          realRight += Logits.best(real, i * width, width) == label ? 1 : 0;
        }
        done += n;
      }
    }
    return new Row(
        engine.name(),
        (double) right / done,
        (double) realRight / done,
        difference.agreement(),
        difference.relativeError());
  }

  /** See the class. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(
        "| engine | TensorRT, top-1 | simulated | points | same answer | error of logits |");
    out.println("|---|---|---|---|---|---|");
    for (Row row : rows(Fashion.GOLDEN, GoldenEngine.SAMPLES)) {
      out.printf(
          Locale.ROOT,
          "| %s | %.4f | %.4f | %+.2f | %.2f %% | %.2f %% |%n",
          row.engine(),
          row.real(),
          row.simulated(),
          row.points(),
          100 * row.agreement(),
          100 * row.error());
    }
  }
}
