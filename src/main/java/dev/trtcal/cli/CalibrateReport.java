package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Evidence;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorRange;
import dev.trtcal.report.Figures;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a calibration did, for people and for programs. */
final class CalibrateReport {
  private static final int SHORT_TABLE = 40;
  private static final int LONGEST_LIST = 10;

  private final Path model;
  private final Path cache;
  private final Optional<Path> sidecar;
  private final Optional<Path> page;
  private final CalibrationResult result;
  private final boolean handedOver;
  private final double seconds;

  /**
   * @param sidecar the one that was written, if one was
   * @param page likewise
   * @param handedOver whether an existing cache was handed to TensorRT, so that none was written
   */
  CalibrateReport(
      Path model,
      Path cache,
      Optional<Path> sidecar,
      Optional<Path> page,
      CalibrationResult result,
      boolean handedOver,
      double seconds) {
    this.model = model;
    this.cache = cache;
    this.sidecar = sidecar;
    this.page = page;
    this.result = result;
    this.handedOver = handedOver;
    this.seconds = seconds;
  }

  void print(PrintWriter out) {
    CalibrationResult.Feed feed = result.feed();
    out.println("calibrated " + model);
    out.println("  engine     " + result.engine());
    out.println("  algorithm  " + result.algorithm().id());
    if (!reused()) {
      out.println(
          "  data       "
              + feed.samples()
              + " samples in "
              + feed.batches()
              + " batches of "
              + feed.batchSize()
              + "; "
              + feed.skipped().size()
              + " skipped, "
              + feed.dropped()
              + " left over");
    }
    out.println("  tensors    " + result.tensors().size());
    out.println();
    printTensors(out);
    printSkipped(out);
    for (String note : result.notes()) {
      out.println("note: " + note);
    }
    adviseOnClipping(out);
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%s in %.1f s",
            Stream.of(
                    Optional.of((handedOver ? "used " : "wrote ") + cache),
                    sidecar.map(file -> "wrote " + file),
                    result.plan().map(file -> "wrote " + file),
                    page.map(file -> "wrote " + file))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", ")),
            seconds));
    printNext(out);
    out.flush();
  }

  private void printTensors(PrintWriter out) {
    List<TensorRange> tensors = result.tensors();
    boolean all = tensors.size() <= SHORT_TABLE;
    if (!all) {
      tensors =
          tensors.stream()
              .sorted(Comparator.comparingDouble(CalibrateReport::clipped).reversed())
              .limit(SHORT_TABLE / 2)
              .toList();
    }
    TextTable table = new TextTable("tensor", "threshold", "largest value", "clipped");
    for (TensorRange tensor : tensors) {
      table.row(
          tensor.name(),
          Figures.significant(tensor.threshold()),
          tensor.maxAbs().isPresent() ? Figures.significant(tensor.maxAbs().getAsDouble()) : "-",
          tensor.clipRatio().isPresent() ? Figures.percent(tensor.clipRatio().getAsDouble()) : "-");
    }
    table.print(out, "  ");
    if (!all) {
      out.println(
          "  the "
              + tensors.size()
              + " that clip most; all "
              + result.tensors().size()
              + ": trtcal inspect "
              + cache);
    }
  }

  private void printSkipped(PrintWriter out) {
    List<SkippedInput> skipped = result.feed().skipped();
    skipped.stream()
        .limit(LONGEST_LIST)
        .forEach(file -> out.println("skipped: " + file.file() + ": " + file.reason()));
    if (skipped.size() > LONGEST_LIST) {
      out.println("skipped: " + (skipped.size() - LONGEST_LIST) + " more; --json lists them all");
    }
  }

  private void adviseOnClipping(PrintWriter out) {
    result
        .cutShort()
        .map(Figures::clipping)
        .ifPresent(
            clipping -> out.println("look at: " + clipping + "; compare with --algorithm minmax"));
  }

  private void printNext(PrintWriter out) {
    if (result.plan().isPresent()) {
      out.println("next: load " + result.plan().get() + " with TensorRT's runtime");
    } else {
      out.println(
          "next: hand the cache to TensorRT on the machine that builds: trtcal calibrate "
              + model
              + " ... --engine tensorrt --reuse-cache --cache "
              + cache
              + " --output MODEL.plan, or to any other calibrator's readCalibrationCache");
    }
  }

  /** A calibration without a sample is one that an existing cache made needless. */
  private boolean reused() {
    return result.feed().samples() == 0;
  }

  private static void addEvidence(JsonObject entry, Evidence evidence) {
    evidence.bin().ifPresent(bin -> entry.addProperty("bin", bin));
    Json.add(entry, "rangeUsed", OptionalDouble.of(evidence.rangeUsed()));
    if (evidence.runnerUp().isPresent()) {
      Json.add(entry, "runnerUp", evidence.runnerUp());
      Json.add(entry, "runnerUpExcess", evidence.runnerUpExcess());
    }
  }

  private static double clipped(TensorRange tensor) {
    return tensor.clipRatio().orElse(0);
  }

  JsonObject toJson() {
    CalibrationResult.Feed feed = result.feed();
    JsonObject root = new JsonObject();
    root.addProperty("engine", result.engine());
    root.addProperty("algorithm", result.algorithm().id());
    root.addProperty("cache", cache.toString());
    root.addProperty("sidecar", sidecar.map(Path::toString).orElse(null));
    root.addProperty("output", result.plan().map(Path::toString).orElse(null));
    root.addProperty("report", page.map(Path::toString).orElse(null));
    root.addProperty("images", feed.samples());
    root.addProperty("batches", feed.batches());
    root.addProperty("batch", feed.batchSize());
    root.addProperty("dropped", feed.dropped());
    JsonArray skipped = new JsonArray();
    for (SkippedInput file : feed.skipped()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("file", file.file());
      entry.addProperty("reason", file.reason());
      skipped.add(entry);
    }
    root.add("skipped", skipped);
    JsonArray tensors = new JsonArray();
    for (TensorRange tensor : result.tensors()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", tensor.name());
      Json.add(entry, "threshold", tensor.threshold());
      Json.add(entry, "scale", tensor.scale());
      Json.add(entry, "clipRatio", tensor.clipRatio());
      Json.add(entry, "maxAbs", tensor.maxAbs());
      tensor.evidence().ifPresent(evidence -> addEvidence(entry, evidence));
      tensors.add(entry);
    }
    root.add("tensors", tensors);
    JsonArray notes = new JsonArray();
    result.notes().forEach(notes::add);
    root.add("notes", notes);
    root.addProperty("seconds", seconds);
    return root;
  }
}
