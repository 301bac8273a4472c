package dev.trtcal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The names against TensorRT 10.6.0's own, for hundreds of models of one idea each and fifteen
 * families of networks; their weights are zeroed, which changes no name.
 */
class TensorNamesTest {
  @TempDir Path folder;

  @Test
  void listsTensorRtsTensorsOrSaysWhatItDoesNotKnow() throws IOException {
    Map<String, byte[]> entries = entries();
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
      byte[] listing = entries.get(name.replace(".onnx", ".txt"));
      List<String> wanted = new String(listing, StandardCharsets.UTF_8).lines().toList();
      ObservedModel observed = observe(entry.getValue());
      List<String> names = observed.tensors().stream().map(ObservedTensor::name).toList();
      boolean same = new TreeSet<>(wanted).equals(new TreeSet<>(names));
      right += same ? 1 : 0;
      if (!same && observed.notes().isEmpty()) {
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

  private ObservedModel observe(byte[] onnx) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, onnx);
    OnnxModel model = OnnxModel.read(file);
    return ObservedModel.beforeFusion(model, Sessions.types(OrtRuntime.load(), model));
  }

  private static String difference(List<String> wanted, List<String> names) {
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(names);
    List<String> foreign = new ArrayList<>(names);
    foreign.removeAll(wanted);
    return "missing " + missing + ", foreign " + foreign;
  }

  private static Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (InputStream in = TensorNamesTest.class.getResourceAsStream("/golden/names.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }
}
