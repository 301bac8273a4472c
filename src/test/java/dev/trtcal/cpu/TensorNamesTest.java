package dev.trtcal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.GoldenArchive;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The names against TensorRT 10.6.0's own, for hundreds of models of one idea each and fifteen
 * families of networks; their weights are zeroed, which changes no name.
 */
class TensorNamesTest {
  @TempDir Path folder;

  @Test
  void listsTensorRtsTensorsOrSaysWhatItDoesNotKnow() throws IOException {
    Map<String, byte[]> entries = GoldenArchive.entries("names.zip");
    int models = 0;
    int right = 0;
    List<String> silentlyWrong = new ArrayList<>();
    List<String> wrongFamilies = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      String name = entry.getKey();
      if (!name.endsWith(".onnx")) {
        continue;
      }
      models++;
      List<String> wanted = names(entries.get(name.replace(".onnx", ".txt")));
      OnnxModel model = model(entry.getValue());
      ObservedModel observed =
          ObservedModel.beforeFusion(model, Sessions.types(OrtRuntime.load(), model));
      List<String> names = names(observed);
      boolean same = new TreeSet<>(wanted).equals(new TreeSet<>(names));
      right += same ? 1 : 0;
      if (!same && observed.assumptions().isEmpty()) {
        silentlyWrong.add(name + ": " + difference(wanted, names));
      }
      if (!same && name.startsWith("families/")) {
        wrongFamilies.add(name);
      }
    }
    assertEquals(List.of(), silentlyWrong);
    assertEquals(List.of(), wrongFamilies);
    assertTrue(models > 600, models + " models");
    assertTrue(right >= 0.98 * models, right + " of " + models);
  }

  @ParameterizedTest
  @ValueSource(strings = {"entropy", "legacy"})
  void listsTheTensorsThatTensorRtsFusionLeaves(String algorithm) throws IOException {
    Map<String, byte[]> entries = GoldenArchive.entries("names.zip");
    int models = 0;
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      String suffix = "." + algorithm + ".txt";
      if (!entry.getKey().endsWith(suffix)) {
        continue;
      }
      models++;
      String name = entry.getKey().replace(suffix, "");
      List<String> wanted = names(entry.getValue());
      OnnxModel model = model(entries.get(name + ".onnx"));
      List<String> names = names(fused(model, algorithm.equals("entropy")));
      if (!new TreeSet<>(wanted).equals(new TreeSet<>(names))) {
        wrong.add(name + ": " + difference(wanted, names));
      }
    }
    assertTrue(models >= 14, models + " models");
    assertTrue(
        wrong.stream().noneMatch(text -> text.startsWith("families/")), () -> wrong.toString());
    assertTrue(wrong.size() <= 0.02 * models, () -> wrong.size() + " wrong: " + wrong);
  }

  @Test
  void saysWhichNetworksTensorRtCannotBuildAfterFusion() throws IOException {
    Map<String, byte[]> entries = GoldenArchive.entries("names.zip");
    List<String> said = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      if (entry.getKey().endsWith(".onnx")) {
        fused(model(entry.getValue()), true).failures().stream()
            .filter(note -> note.startsWith("TensorRT 10.6 cannot build"))
            .findFirst()
            .ifPresent(note -> said.add(entry.getKey()));
      }
    }
    assertEquals(
        List.of(
            "families/efficientnet.onnx",
            "one_idea/c1_silu.onnx",
            "one_idea/c3_silu.onnx",
            "one_idea/deconv_clip.onnx",
            "one_idea/dw3_silu.onnx"),
        said);
  }

  private static ObservedModel fused(OnnxModel model, boolean concatenations) {
    return ObservedModel.afterFusion(
        model, Sessions.types(OrtRuntime.load(), model), concatenations);
  }

  private static List<String> names(ObservedModel observed) {
    return observed.tensors().stream().map(ObservedTensor::name).toList();
  }

  private static List<String> names(byte[] listing) {
    return new String(listing, StandardCharsets.UTF_8).lines().toList();
  }

  private OnnxModel model(byte[] onnx) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, onnx);
    return OnnxModel.read(file);
  }

  private static String difference(List<String> wanted, List<String> names) {
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(names);
    List<String> foreign = new ArrayList<>(names);
    foreign.removeAll(wanted);
    return "missing " + missing + ", foreign " + foreign;
  }
}
