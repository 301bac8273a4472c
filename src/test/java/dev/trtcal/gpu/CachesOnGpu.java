package dev.trtcal.gpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Builds engines from caches that were made without a GPU, and prints how well they classify. A
 * program, not a test: it needs a GPU and TensorRT 10.
 *
 * <p>Arguments: the folder of golden data, a folder for what is made, and a folder of caches named
 * {@code MODEL.WHAT.cache}.
 */
public final class CachesOnGpu {
  /** Level 0 leaves layers in FP32 that INT8 would ruin: accuracy is judged at 1. */
  private static final int LEVEL = 1;

  private final Path golden;
  private final Path out;
  private final PrintStream report;

  private CachesOnGpu(Path golden, Path out, PrintStream report) {
    this.golden = golden;
    this.out = out;
    this.report = report;
  }

  public static void main(String[] arguments) throws IOException {
    CachesOnGpu run = new CachesOnGpu(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
    run.report.println("| model | cache | INT8 layers | level | top-1 of 2,000 | seconds |");
    run.report.println("|---|---|---|---|---|---|");
    try (Stream<Path> files = Files.list(Path.of(arguments[2]))) {
      List<Path> caches =
          files.filter(file -> file.toString().endsWith(".cache")).sorted().toList();
      for (Path cache : caches) {
        run.row(cache);
      }
    }
  }

  private void row(Path cache) throws IOException {
    String[] name = cache.getFileName().toString().split("\\.", -1);
    long start = System.nanoTime();
    Path plan = out.resolve(cache.getFileName() + ".plan");
    build(golden.resolve(name[0]).resolve("model_batch32.onnx"), copy(cache), plan);
    double seconds = (System.nanoTime() - start) / 1e9;
    double top1 = FashionTop1.of(plan, golden);
    report.println(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %d | %.4f | %.1f |",
            name[0],
            String.join(".", Arrays.copyOfRange(name, 1, name.length - 1)),
            QdqOnGpu.int8Layers(plan),
            LEVEL,
            top1,
            seconds));
    report.flush();
  }

  /** TensorRT is handed the file itself; the original stays as it was made. */
  private Path copy(Path cache) throws IOException {
    Path copy = out.resolve(cache.getFileName());
    return Files.copy(cache, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  private void build(Path onnx, Path cache, Path plan) {
    Algorithm algorithm = CalibrationCache.parse(cache).header().algorithm().orElseThrow();
    try (BatchSource source =
        NpySource.of(golden.resolve("fashion_data/calib512.npy"))
            .network(OnnxModel.read(onnx).inputs())
            .open()) {
      Calibration.of(onnx, source)
          .engine("tensorrt")
          .algorithm(algorithm)
          .cache(cache)
          .reuseCache(true)
          .plan(plan)
          .buildOptions(BuildOptions.builder().optimizationLevel(LEVEL).build())
          .build()
          .run();
    }
  }
}
