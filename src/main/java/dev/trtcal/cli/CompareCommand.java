package dev.trtcal.cli;

import com.google.gson.JsonObject;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.EngineRunner;
import dev.trtcal.Evidence;
import dev.trtcal.TensorRange;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.compare.Comparer;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.EngineComparer;
import dev.trtcal.analysis.compare.EngineComparison;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.report.Provenance;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.report.Section.Facts;
import dev.trtcal.report.SeenSamples;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal compare MODEL --cache CACHE}: where the accuracy went. */
@Command(
    name = "compare",
    description =
        "Compare INT8 with FP32 layer by layer, simulated on the CPU: which tensors cost the output"
            + " what, and why. Or what real engines of TensorRT compute there.",
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Option(
      names = "--cache",
      required = true,
      paramLabel = "FILE",
      description = "The calibration cache in question.")
  private Path cache;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "Another cache of the model, to be compared in the same way.")
  private Path against;

  @Mixin private EngineOptions engines;

  @Mixin private DataOptions data;

  @Option(
      names = "--measure",
      paramLabel = "N",
      description =
          "Tensors whose cost to the output is measured, those of most error first (default: "
              + Comparer.MEASURED
              + "); two runs of the network each.")
  private int measure = Comparer.MEASURED;

  @Mixin private ReportOption report;

  @Option(names = "--all", description = "Show every tensor.")
  private boolean all;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    if (measure < 1) {
      throw new UsageException("measure.invalid", "--measure " + measure + ": must be at least 1");
    }
    Optional<Path> page = report.checked();
    long start = System.nanoTime();
    if (engines.real()) {
      return onEngines(start, page);
    }
    Comparison comparison;
    Optional<Comparison> other = Optional.empty();
    try (Simulation simulation = Simulation.open(model, data.threads());
        BatchSource source = data.open(simulation.model().model().inputs());
        Progress progress = Progress.onStandardError()) {
      comparison = comparer(simulation, cache).run(source, progress);
      if (against != null) {
        source.rewind();
        other = Optional.of(comparer(simulation, against).run(source, progress));
      }
      if (page.isPresent()) {
        CompareHtml html = new CompareHtml(model, other.isPresent()).add(cache, comparison);
        other.ifPresent(second -> html.add(against, second));
        html.report(made(source), SeenSamples.of(source), report.again()).write(page.get());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject root = CompareJson.of(comparison);
      other.ifPresent(second -> root.add("against", CompareJson.of(second)));
      Json.print(out, root);
    } else {
      CompareText text = new CompareText(out, model, all);
      text.print(cache, comparison);
      other.ifPresent(second -> text.print(against, second));
      page.ifPresent(file -> out.println("wrote " + file));
      out.println(String.format(Locale.ROOT, "in %.1f s", (System.nanoTime() - start) / 1e9));
      out.flush();
    }
    return ExitCode.DONE;
  }

  private int onEngines(long start, Optional<Path> page) {
    EngineRunner runner = EngineRunner.find();
    List<EngineComparison> comparisons = new ArrayList<>();
    List<Path> caches = against == null ? List.of(cache) : List.of(cache, against);
    try (Simulation simulation = Simulation.open(model, data.threads());
        BatchSource source = data.open(simulation.model().model().inputs());
        Progress progress = Progress.onStandardError()) {
      BatchLayout layout =
          BatchLayout.fit(simulation.model().model().inputs(), source.samples(), data.batch());
      progress.progress("starting TensorRT", 0, -1);
      try (EngineRunner.Session session = runner.open();
          EngineComparer comparer =
              new EngineComparer(session, simulation, engines.level(), layout)) {
        for (Path file : caches) {
          if (!comparisons.isEmpty()) {
            source.rewind();
          }
          comparisons.add(
              comparer.run(file, CacheScales.read(file), evidence(file), source, progress));
        }
      }
      if (page.isPresent()) {
        CompareHtml html = new CompareHtml(model, caches.size() > 1);
        for (int i = 0; i < caches.size(); i++) {
          html.add(caches.get(i), comparisons.get(i));
        }
        html.report(made(source), SeenSamples.of(source), report.again()).write(page.get());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject root = CompareJson.of(comparisons.get(0));
      if (comparisons.size() > 1) {
        root.add("against", CompareJson.of(comparisons.get(1)));
      }
      Json.print(out, root);
    } else {
      CompareText text = new CompareText(out, model, all);
      for (int i = 0; i < caches.size(); i++) {
        text.print(caches.get(i), comparisons.get(i));
      }
      page.ifPresent(file -> out.println("wrote " + file));
      out.println(String.format(Locale.ROOT, "in %.1f s", (System.nanoTime() - start) / 1e9));
      out.flush();
    }
    return ExitCode.DONE;
  }

  private Facts made(BatchSource source) {
    List<Fact> facts = new ArrayList<>(Provenance.file("model", model));
    facts.addAll(Provenance.file("cache", cache));
    if (against != null) {
      facts.addAll(Provenance.file("other cache", against));
    }
    facts.addAll(Provenance.data(source));
    facts.add(Provenance.versions());
    return new Facts("What was run", facts);
  }

  private Comparer comparer(Simulation simulation, Path file) {
    return new Comparer(simulation, CacheScales.read(file), evidence(file), data.batch(), measure);
  }

  /** What the sidecar knows, if there is one. */
  private static Map<String, Evidence> evidence(Path file) {
    Map<String, Evidence> evidence = new HashMap<>();
    if (Files.exists(Sidecar.beside(file))) {
      for (TensorRange range : Sidecar.read(Sidecar.beside(file)).tensors()) {
        range.evidence().ifPresent(known -> evidence.put(range.name(), known));
      }
    }
    return evidence;
  }
}
