package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What TensorRT 10.6.0 wrote for some models, and how near the CPU engine comes. */
final class Golden {
  static final Path FOLDER = Path.of("src/test/resources/golden");
  static final Path FASHION_DATA = FOLDER.resolve("fashion_data/calib512.npy");
  static final BuildOptions BEFORE_FUSION = BuildOptions.builder().beforeFusion(true).build();

  private Golden() {}

  /**
   * Scales held against TensorRT's.
   *
   * @param missing names that TensorRT's cache has and ours lacks
   * @param foreign names that only ours has
   * @param deviations relative, by name, of the tensors that both have
   */
  record Comparison(
      List<String> missing,
      List<String> foreign,
      boolean sameOrder,
      Map<String, Double> deviations) {

    long within(double tolerance) {
      return deviations.values().stream().filter(d -> d <= tolerance).count();
    }

    double shareWithin(double tolerance) {
      return (double) within(tolerance) / deviations.size();
    }

    /** The tensors further apart, the worst first. */
    List<String> beyond(double tolerance) {
      return deviations.entrySet().stream()
          .filter(entry -> entry.getValue() > tolerance)
          .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
          .map(entry -> String.format(Locale.ROOT, "%s %.2g", entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d tensors: %d within 2e-6, %d within 1e-5, %d within 1e-4, %d within 1 %%; beyond: %s",
          deviations.size(),
          within(2e-6),
          within(1e-5),
          within(1e-4),
          within(1e-2),
          beyond(1e-2));
    }
  }

  /** Calibrates with samples of .npy files and compares with a cache of TensorRT's. */
  static Comparison compare(
      Path model,
      Map<String, Path> data,
      int batch,
      Algorithm algorithm,
      BuildOptions options,
      Path cache) {
    return compare(
        calibrate(model, data, batch, algorithm, options), CalibrationCache.parse(cache));
  }

  static CalibrationResult calibrate(
      Path model, Map<String, Path> data, int batch, Algorithm algorithm, BuildOptions options) {
    try (BatchSource source = NpySource.of(data).network(OnnxModel.read(model).inputs()).open()) {
      return new CpuEngine()
          .calibrate(
              Calibration.of(model, source)
                  .algorithm(algorithm)
                  .batchSize(batch)
                  .buildOptions(options)
                  .build(),
              (phase, done, total) -> {});
    }
  }

  static Comparison compare(CalibrationResult result, CalibrationCache golden) {
    Map<String, Float> ours = scales(result.tensors());
    Map<String, Float> theirs = scales(golden.entries());
    List<String> missing = new ArrayList<>(theirs.keySet());
    missing.removeAll(ours.keySet());
    List<String> foreign = new ArrayList<>(ours.keySet());
    foreign.removeAll(theirs.keySet());
    Map<String, Double> deviations = new LinkedHashMap<>();
    theirs.forEach(
        (name, scale) -> {
          if (ours.containsKey(name)) {
            deviations.put(name, deviation(ours.get(name), scale));
          }
        });
    boolean sameOrder = List.copyOf(ours.keySet()).equals(List.copyOf(theirs.keySet()));
    return new Comparison(missing, foreign, sameOrder, deviations);
  }

  private static double deviation(float ours, float theirs) {
    return ours == theirs ? 0 : Math.abs((double) ours - theirs) / Math.abs(theirs);
  }

  private static Map<String, Float> scales(List<TensorRange> ranges) {
    Map<String, Float> scales = new LinkedHashMap<>();
    ranges.forEach(range -> scales.put(range.name(), range.scale()));
    return scales;
  }
}
