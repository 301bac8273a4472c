package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.TensorRange;
import dev.trtcal.tensorrt.EngineLayer.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** On what TensorRT 10.6's inspector told of real engines. */
class EngineLayerTest {
  @Test
  void tellsPrecisionAndPartsOfEachLayer() throws IOException {
    List<EngineLayer> layers = layers("fashion_resnet.entropy2");
    EngineLayer first = layers.get(0);
    assertTrue(first.isReformat());
    EngineLayer conv = layers.get(1);
    assertEquals("/stem/stem.0/Conv + /stem/stem.2/Relu", conv.name());
    assertEquals("CaskConvolution", conv.kind());
    assertEquals(List.of("/stem/stem.0/Conv", "/stem/stem.2/Relu"), conv.onnxNodes());
    assertEquals(Optional.of(Precision.INT8), conv.precision());
    assertEquals(
        List.of(new EngineLayer.Edge("/stem/stem.2/Relu_output_0", Precision.INT8)),
        conv.outputs());
  }

  @Test
  void countsConvolutionsByPrecision() throws IOException {
    assertEquals(Map.of(Precision.FP32, 9), convolutions("fashion_resnet.fp32"));
    assertEquals(Map.of(Precision.INT8, 10), convolutions("fashion_resnet.entropy2"));
    assertEquals(Map.of(Precision.INT8, 23), convolutions("fashion_mobile.entropy2"));
  }

  @Test
  void readsAnEngineOfNamesOnly() {
    List<EngineLayer> layers = EngineLayer.parse("{\"Layers\": [\"a\", \"b\"], \"Bindings\": []}");
    assertEquals(List.of("a", "b"), layers.stream().map(EngineLayer::name).toList());
    assertEquals(Optional.empty(), layers.get(0).precision());
  }

  @Test
  void refusesWhatIsNoAnswerOfTheInspector() {
    for (String text :
        List.of("", "[]", "{}", "{\"Layers\": [{\"Name\": 1}]}", "{\"Layers\": 3}")) {
      CalibrationFailedException e =
          assertThrows(CalibrationFailedException.class, () -> EngineLayer.parse(text), text);
      assertEquals("engine.inspector", e.code());
    }
  }

  @Test
  void saysWhyALayerStaysFloat() throws IOException {
    List<EngineLayer> layers = layers("fashion_resnet.fp32");
    EngineLayer conv =
        layers.stream().filter(l -> l.kind().contains("Convolution")).findFirst().orElseThrow();
    FloatReason none = new FloatReason(List.of());
    assertTrue(none.of(conv).orElseThrow().startsWith("the cache has no scale for "));
    FloatReason all =
        new FloatReason(
            Stream.concat(conv.inputs().stream(), conv.outputs().stream())
                .map(edge -> TensorRange.ofScale(edge.tensor(), 1))
                .toList());
    assertTrue(all.of(conv).orElseThrow().contains("no INT8 kernel"));
    for (EngineLayer layer : layers("fashion_resnet.entropy2")) {
      if (layer.precision().equals(Optional.of(Precision.INT8))) {
        assertEquals(Optional.empty(), none.of(layer));
      }
    }
  }

  private static Map<Precision, Integer> convolutions(String engine) throws IOException {
    Map<Precision, Integer> counts = new TreeMap<>();
    for (EngineLayer layer : layers(engine)) {
      if (layer.kind().equals("CaskConvolution")) {
        counts.merge(layer.precision().orElseThrow(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static List<EngineLayer> layers(String engine) throws IOException {
    String wanted = engine + "/layers.json";
    try (ZipInputStream zip =
        new ZipInputStream(EngineLayerTest.class.getResourceAsStream("/golden/int8_engines.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(wanted)) {
          return EngineLayer.parse(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    throw new AssertionError("no " + wanted);
  }
}
