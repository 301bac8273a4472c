package dev.trtcal.gpu;

import dev.trtcal.OutputFile;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Caches of fashion_resnet with something wrong with each, made of those that TensorRT wrote. */
final class DamagedCaches {
  private DamagedCaches() {}

  private static final String STEM = "/stem/stem.2/Relu_output_0";
  private static final String LAST_BLOCK = "/l/l.2/Relu_1_output_0";

  /** Writes them into a folder; files by what is wrong. */
  static Map<String, Path> write(Path golden, Path out) {
    CalibrationCache minmax = CalibrationCache.parse(golden.resolve("fashion_resnet/minmax.cache"));
    CalibrationCache entropy2 =
        CalibrationCache.parse(golden.resolve("fashion_resnet/entropy2.cache"));
    float input =
        minmax.entries().stream()
            .filter(range -> range.name().equals("input"))
            .map(TensorRange::scale)
            .findFirst()
            .orElseThrow();
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("MinMax, input x 0.3", write(out, "input", minmax, scaled("input", 0.3f)));
    files.put("MinMax, stem x 0.1", write(out, "stem", minmax, scaled(STEM, 0.1f)));
    files.put("MinMax, last block x 64", write(out, "last_block", minmax, scaled(LAST_BLOCK, 64)));
    files.put(
        "MinMax, all x 0.3",
        write(out, "all_third", minmax, (name, scale) -> Optional.of(scale * 0.3f)));
    files.put(
        "MinMax, all x 8", write(out, "all_x8", minmax, (name, scale) -> Optional.of(scale * 8)));
    files.put(
        "Entropy2, input missing",
        write(
            out,
            "no_input",
            entropy2,
            (name, scale) -> name.equals("input") ? Optional.empty() : Optional.of(scale)));
    files.put(
        "Entropy2, input as MinMax",
        write(
            out,
            "mended",
            entropy2,
            (name, scale) -> Optional.of(name.equals("input") ? input : scale)));
    return files;
  }

  private static BiFunction<String, Float, Optional<Float>> scaled(String tensor, float factor) {
    return (name, scale) -> Optional.of(name.equals(tensor) ? scale * factor : scale);
  }

  private static Path write(
      Path out,
      String name,
      CalibrationCache cache,
      BiFunction<String, Float, Optional<Float>> damage) {
    StringBuilder text = new StringBuilder(cache.header().text()).append('\n');
    for (TensorRange range : cache.entries()) {
      damage
          .apply(range.name(), range.scale())
          .ifPresent(
              scale ->
                  text.append(
                      String.format(
                          Locale.ROOT, "%s: %x%n", range.name(), Float.floatToIntBits(scale))));
    }
    Path file = out.resolve("damaged." + name + ".cache");
    OutputFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    return file;
  }
}
