package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.QdqExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path RESNET = GOLDEN.resolve("fashion_resnet/model_batch32.onnx");
  private static final Path MOBILE = GOLDEN.resolve("fashion_mobile/model_batch32.onnx");
  private static final Path CACHE = GOLDEN.resolve("fashion_resnet/minmax.cache");

  @TempDir Path folder;

  @Test
  void writesTheModelWithItsScalesAndSaysWhatIsInIt() throws IOException {
    Path out = folder.resolve("q.onnx");
    CommandRun run = export(CACHE, "qdq", out, "--model", RESNET.toString());

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertArrayEquals(
        QdqExport.of(
                OnnxModel.read(RESNET),
                CalibrationCache.parse(CACHE).entries().stream()
                    .collect(Collectors.toMap(TensorRange::name, TensorRange::scale)))
            .bytes(),
        Files.readAllBytes(out));
    assertTrue(run.out().contains("wrote " + out), run.out());
    assertTrue(run.out().contains("residual sum"), run.out());
    assertTrue(run.out().contains("none of these"), run.out());
  }

  @Test
  void listsWhatStaysFloat() {
    Path cache = GOLDEN.resolve("fashion_mobile/minmax.cache");
    Path out = folder.resolve("q.onnx");
    CommandRun run = export(cache, "qdq", out, "--model", MOBILE.toString());
    assertTrue(run.out().contains("/l/l.0/n/n.3/Conv: it is depthwise"), run.out());

    CommandRun all =
        export(cache, "qdq", out, "--model", MOBILE.toString(), "--depthwise", "int8", "--json");
    JsonObject root = JsonParser.parseString(all.out()).getAsJsonObject();
    assertEquals(0, root.getAsJsonArray("float").size());
    assertEquals(2, root.getAsJsonArray("residualSums").size());
  }

  @Test
  void writesJson() throws IOException {
    Path out = folder.resolve("c.json");
    CommandRun run = export(CACHE, "json", out);

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    JsonObject root = JsonParser.parseString(Files.readString(out)).getAsJsonObject();
    assertEquals("TRT-100600-MinMaxCalibration", root.get("header").getAsString());
    assertEquals(27, root.getAsJsonArray("tensors").size());
    JsonObject first = root.getAsJsonArray("tensors").get(0).getAsJsonObject();
    TensorRange expected = CalibrationCache.parse(CACHE).entries().get(0);
    assertEquals(expected.name(), first.get("name").getAsString());
    assertEquals(expected.scale(), first.get("scale").getAsFloat());
    assertEquals(expected.threshold(), first.get("threshold").getAsFloat());
  }

  @Test
  void writesTheNativeTableOfOnnxRuntime() throws IOException {
    Path out = folder.resolve("table");
    CommandRun run = export(CACHE, "ort-table", out);

    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertArrayEquals(Files.readAllBytes(CACHE), Files.readAllBytes(out));
    assertTrue(run.out().contains("trt_int8_use_native_calibration_table=1"), run.out());
  }

  @Test
  void leavesOutOfTheTableWhatOnnxRuntimeWouldMisread() throws IOException {
    Path cache = folder.resolve("c.cache");
    Files.writeString(
        cache,
        "0 3ff0000000000000 3fefff2e48e8a71e\nx: 3c010204\na: b: 3c010204\nz: 0\ni: 7f800000\n");
    Path out = folder.resolve("table");
    CommandRun run = export(cache, "ort-table", out);

    assertEquals("TRT-LegacyCalibration\nx: 3c010204\n", Files.readString(out));
    for (String name : new String[] {"a: b", "z", "i"}) {
      assertTrue(run.out().contains("left out: " + name + ":"), run.out());
    }
  }

  @Test
  void tellsDoubtsAboutTheCache() throws IOException {
    Path cache = folder.resolve("c.cache");
    Files.writeString(cache, "TRT-100600-MinMaxCalibration\nx: 3c010204\nnonsense\ny: 3c0102");
    CommandRun run = export(cache, "json", folder.resolve("c.json"));
    assertTrue(run.out().contains("line 3"), run.out());
    assertTrue(run.out().contains("may be truncated"), run.out());
  }

  @Test
  void refusesAnotherModelsCacheAndWritesNothing() throws IOException {
    Path cache = folder.resolve("c.cache");
    Files.writeString(cache, "TRT-100600-MinMaxCalibration\nother: 3c010204\n");
    Path out = folder.resolve("q.onnx");
    CommandRun run = export(cache, "qdq", out, "--model", RESNET.toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals(1, run.err().lines().count());
    assertFalse(Files.exists(out));
  }

  @Test
  void wantsTheModelForPairs() {
    CommandRun run = export(CACHE, "qdq", folder.resolve("q.onnx"));
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--model"), run.err());
  }

  @Test
  void calibrateWritesTheSameFile() throws IOException {
    Path cache = folder.resolve("m.cache");
    Path direct = folder.resolve("direct.onnx");
    Path later = folder.resolve("later.onnx");
    CommandRun run =
        CommandRun.of(
            "calibrate",
            RESNET.toString(),
            "--engine=cpu",
            "--algorithm=minmax",
            "--tensors=" + GOLDEN.resolve("fashion_data/calib512.npy"),
            "--max-images=64",
            "--cache=" + cache,
            "--qdq=" + direct);
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("wrote " + direct), run.out());
    export(cache, "qdq", later, "--model", RESNET.toString());
    assertArrayEquals(Files.readAllBytes(later), Files.readAllBytes(direct));
  }

  private static CommandRun export(Path cache, String form, Path out, String... more) {
    String[] arguments = new String[6 + more.length];
    String[] first = {"export", cache.toString(), "--to", form, "--output", out.toString()};
    System.arraycopy(first, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return CommandRun.of(arguments);
  }
}
