package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.GoldenArchive;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QdqFamiliesTest {
  @TempDir Path folder;

  /** With TensorRT's own MinMax caches; nothing but depthwise convolutions stays float. */
  @Test
  void writesWhatOnnxRuntimeAcceptsOfEveryFamily() throws IOException {
    OrtRuntime runtime = OrtRuntime.load();
    Map<String, byte[]> models = GoldenArchive.entries("names.zip");
    Map<String, byte[]> caches = GoldenArchive.entries("caches.zip");
    List<String> families =
        caches.keySet().stream()
            .filter(name -> name.startsWith("families/") && name.endsWith("/minmax.cache"))
            .map(name -> name.substring(0, name.lastIndexOf('/')))
            .toList();
    assertEquals(15, families.size(), families::toString);
    for (String family : families) {
      Path file = Files.write(folder.resolve("model.onnx"), models.get(family + ".onnx"));
      Map<String, Float> scales =
          CalibrationCache.parse(caches.get(family + "/minmax.cache")).entries().stream()
              .collect(Collectors.toMap(TensorRange::name, TensorRange::scale));
      QdqExport export = QdqExport.of(OnnxModel.read(file), scales);
      assertFalse(export.products().isEmpty(), family);
      assertTrue(
          export.floatNodes().stream().allMatch(node -> node.reason().equals("it is depthwise")),
          () -> family + ": " + export.floatNodes());
      new OrtSession(
              runtime,
              export.bytes(),
              folder,
              new OrtSession.Options(1, OrtSession.Optimization.BASIC))
          .close();
    }
  }
}
