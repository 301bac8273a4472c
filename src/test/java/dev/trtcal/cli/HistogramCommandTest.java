package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.GoldenArchive;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.HistogramCache;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.onnx.TinyModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Legacy's histogram cache on the command line, without a GPU. */
class HistogramCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir Path folder;
  private Path histograms;

  @BeforeEach
  void name() {
    histograms = folder.resolve("legacy.hist");
  }

  private CommandRun calibrate(Path model, Path cache, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("calibrate", model.toString(), "--engine", "cpu", "--algorithm", "legacy"));
    arguments.addAll(
        List.of("--cache", cache.toString(), "--histogram-cache", histograms.toString()));
    arguments.addAll(Arrays.asList(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static Path family(String name) {
    return GOLDEN.resolve("families").resolve(name).resolve("model.onnx");
  }

  /** What TensorRT 10.6.0 kept and made of it; no data, no activations of another library. */
  @ParameterizedTest
  @ValueSource(strings = {"activations", "explicit_bn", "mobilenetv3", "two_inputs"})
  void findsTensorRtsOwnScalesInTensorRtsOwnHistograms(String name) throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(
                GOLDEN.resolve("histograms").resolve(name).resolve("legacy.hist.gz")))) {
      Files.write(histograms, in.readAllBytes());
    }
    Path cache = folder.resolve("again.cache");
    // Their weights are zeroed, which changes no name.
    byte[] model = GoldenArchive.entries("names.zip").get("families/" + name + ".onnx");

    CommandRun run =
        calibrate(Files.write(folder.resolve("model.onnx"), model), cache, "--reuse-histograms");

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("no data were read"), run.out());
    assertTrue(run.out().contains("wrote " + cache), run.out());
    assertEquals(
        scales(GOLDEN.resolve("histograms").resolve(name).resolve("legacy.cache")), scales(cache));
  }

  private static Map<String, Float> scales(Path cache) {
    Map<String, Float> scales = new LinkedHashMap<>();
    for (TensorRange tensor : CalibrationCache.parse(cache).entries()) {
      scales.put(tensor.name(), tensor.scale());
    }
    return scales;
  }

  @Test
  void givesForOtherParametersWhatAnotherPassWouldGive() throws IOException {
    Path model = family("two_inputs");
    Path first = folder.resolve("first.cache");
    Path again = folder.resolve("again.cache");
    Path fresh = folder.resolve("fresh.cache");
    String[] data = data();
    assertEquals(ExitCode.DONE, calibrate(model, first, data).exitCode());
    byte[] kept = Files.readAllBytes(histograms);
    assertArrayEquals(kept, HistogramCache.parse(histograms).bytes());

    String[] other = {"--quantile", "0.95", "--cutoff", "0.6", "--reuse-histograms"};
    CommandRun run = calibrate(model, again, other);

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertArrayEquals(kept, Files.readAllBytes(histograms), "the histograms stay");
    Path without = histograms;
    histograms = folder.resolve("other.hist");
    calibrate(model, fresh, with(data, "--quantile", "0.95", "--cutoff", "0.6"));
    assertArrayEquals(Files.readAllBytes(fresh), Files.readAllBytes(again));
    assertArrayEquals(Files.readAllBytes(without), Files.readAllBytes(histograms));
    Sidecar measured = Sidecar.read(Sidecar.beside(fresh));
    Sidecar reused = Sidecar.read(Sidecar.beside(again));
    assertEquals(measured.data(), reused.data());
    assertEquals(measured.feed(), reused.feed());
    assertEquals(measured.quantile(), reused.quantile());
    assertEquals(
        ExitCode.DONE,
        CommandRun.of("check", again.toString(), "--model", model.toString()).exitCode());
  }

  /** Before fusion a pool's output has the result of what the pool reads. */
  @Test
  void keepsToWhatPoolsTakeOver() throws IOException {
    Path model =
        new TinyModel(17)
            .input("x", -1, 1, 4, 4)
            .chain("AveragePool", "x", "p", "kernel_shape", new long[] {2, 2})
            .chain("Relu", "p", "y")
            .output("y")
            .write(folder);
    float[] values = new float[8 * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 17 - 5;
    }
    Path data = Files.write(folder.resolve("x.npy"), NpyBytes.float32("(8, 1, 4, 4)", values));
    Path fresh = folder.resolve("fresh.cache");
    Path again = folder.resolve("again.cache");
    assertEquals(
        ExitCode.DONE,
        calibrate(model, fresh, "--before-fusion", "--tensors", data.toString()).exitCode());

    calibrate(model, again, "--before-fusion", "--reuse-histograms", "--shapes", "x:8x1x4x4");

    assertEquals(scales(fresh), scales(again));
    assertEquals(scales(again).get("x"), scales(again).get("p"));
    assertNotEquals(scales(again).get("p"), scales(again).get("y"));
  }

  @Test
  void measuresAnewWhenTheHistogramsAreOfAnotherModel() throws IOException {
    Path other = folder.resolve("other.cache");
    Path image = GOLDEN.resolve("families/data/img32.npy");
    assertEquals(
        ExitCode.DONE,
        calibrate(family("explicit_bn"), other, "--tensors", image.toString()).exitCode());
    byte[] foreign = Files.readAllBytes(histograms);
    Path cache = folder.resolve("model.cache");

    CommandRun without = calibrate(family("two_inputs"), cache, "--reuse-histograms");
    assertEquals(ExitCode.FAILED, without.exitCode(), "there are no data to measure");
    assertArrayEquals(foreign, Files.readAllBytes(histograms));

    CommandRun run = calibrate(family("two_inputs"), cache, with(data(), "--reuse-histograms"));
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("made with another model"), run.out());
    assertTrue(run.out().contains("--force"), run.out());
    assertNotEquals(foreign.length, Files.size(histograms));
  }

  @Test
  void usesForeignHistogramsWhenForced() throws IOException {
    Path model = family("two_inputs");
    Path first = folder.resolve("first.cache");
    assertEquals(ExitCode.DONE, calibrate(model, first, data()).exitCode());
    Path sidecar = Sidecar.beside(histograms);
    String text = Files.readString(sidecar);
    Files.writeString(
        sidecar, text.replaceFirst("\"sha256\": *\"[0-9a-f]{8}", "\"sha256\": \"00000000"));
    assertFalse(text.equals(Files.readString(sidecar)));

    CommandRun run = calibrate(model, first, "--reuse-histograms", "--force");
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("no data were read"), run.out());
  }

  @Test
  void showsHistogramsAsTextAndJson() {
    Path cache = folder.resolve("model.cache");
    assertEquals(ExitCode.DONE, calibrate(family("two_inputs"), cache, data()).exitCode());

    CommandRun text = CommandRun.of("inspect", histograms.toString());
    assertEquals(ExitCode.DONE, text.exitCode(), text.err());
    assertTrue(text.out().contains("histograms of TensorRT's Legacy calibrator"), text.out());

    CommandRun json = CommandRun.of("inspect", histograms.toString(), "--json");
    JsonObject root = JsonParser.parseString(json.out()).getAsJsonObject();
    HistogramCache kept = HistogramCache.parse(histograms);
    assertEquals(kept.entries().size(), root.getAsJsonArray("tensors").size());
    JsonObject first = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    assertEquals(kept.entries().get(0).name(), first.get("name").getAsString());
    assertEquals(kept.entries().get(0).total(), first.get("values").getAsLong());
    assertEquals(HistogramCache.BINS, first.getAsJsonArray("counts").size());
    kept.entries().forEach(entry -> assertTrue(text.out().contains(entry.name()), entry.name()));
  }

  @Test
  void refusesOptionsThatDoNotGoTogether() {
    Path model = family("two_inputs");
    String cache = folder.resolve("model.cache").toString();
    assertUsage(
        "--histogram-cache FILE",
        "calibrate",
        model.toString(),
        "--cache",
        cache,
        "--algorithm",
        "legacy",
        "--engine",
        "cpu",
        "--reuse-histograms");
    assertUsage(
        "Legacy's alone",
        with(
            data(),
            "calibrate",
            model.toString(),
            "--cache",
            cache,
            "--engine",
            "cpu",
            "--histogram-cache",
            histograms.toString()));
    assertUsage(
        "exclude each other",
        with(
            data(),
            "calibrate",
            model.toString(),
            "--cache",
            cache,
            "--algorithm",
            "legacy",
            "--reuse-cache",
            "--reuse-histograms",
            "--histogram-cache",
            histograms.toString()));
  }

  private static void assertUsage(String told, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(told), run.err());
  }

  private static String[] data() {
    Path data = GOLDEN.resolve("families/data");
    return new String[] {
      "--tensors",
      "image=" + data.resolve("img32.npy"),
      "--tensors",
      "vector=" + data.resolve("vec.npy")
    };
  }

  private static String[] with(String[] last, String... first) {
    List<String> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(Arrays.asList(last));
    return all.toArray(String[]::new);
  }
}
