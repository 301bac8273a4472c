package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Shape;
import dev.trtcal.TensorRange;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpyFile;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.ffi.ort.OrtSession;
import dev.trtcal.ffi.ort.OrtTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exported models in ONNX Runtime: it accepts them, and they classify as well as the FP32 model.
 */
class QdqAccuracyTest {
  private static final Logger log = LoggerFactory.getLogger(QdqAccuracyTest.class);
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final int BATCH = 32;
  private static final int CLASSES = 10;
  private static final int PIXELS = 28 * 28;

  private final MemorySegment pixels = bytes("test2000_images.npy");
  private final MemorySegment labels = bytes("test2000_labels.npy");

  @ParameterizedTest
  @ValueSource(strings = {"fashion_resnet", "fashion_mobile"})
  void minMaxScalesCostLessThanHalfAPoint(String name) throws IOException {
    OnnxModel model = model(name);
    double fp32 = top1(Files.readAllBytes(model.file()));
    Map<String, Float> scales = scales(name, "minmax");
    double qdq = top1(QdqExport.of(model, scales).bytes());
    double all = top1(QdqExport.of(model, scales, QdqDepthwise.INT8).bytes());
    log.warn(
        "{}",
        String.format(
            Locale.ROOT,
            "%s, top-1 of 2,000: FP32 %.4f, Q/DQ with minmax %.4f, depthwise too %.4f",
            name,
            fp32,
            qdq,
            all));
    assertTrue(fp32 > 0.9, "FP32 " + fp32);
    assertEquals(fp32, qdq, 0.005);
    // docs/export.md: TensorRT's own engine from this cache loses a point on all test images
    assertEquals(fp32, all, 0.012);
  }

  /** Scales of a tenth saturate nearly everything: if that did no harm, nothing was quantized. */
  @Test
  void theScalesDecide() throws IOException {
    OnnxModel model = model("fashion_resnet");
    Map<String, Float> tenth =
        scales("fashion_resnet", "minmax").entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue() / 10));
    assertTrue(top1(QdqExport.of(model, tenth).bytes()) < 0.8);
  }

  /** After fusion a cache lists fewer tensors, but all that the pairs need. */
  @ParameterizedTest
  @CsvSource({"fashion_resnet, entropy", "fashion_resnet, legacy"})
  void cachesMeasuredAfterFusionAreEnough(String name, String cache) {
    assertEquals(List.of(), QdqExport.of(model(name), scales(name, cache)).floatNodes());
  }

  private static OnnxModel model(String name) {
    return OnnxModel.read(GOLDEN.resolve(name).resolve("model_batch32.onnx"));
  }

  private static Map<String, Float> scales(String name, String cache) {
    return CalibrationCache.parse(GOLDEN.resolve(name).resolve(cache + ".cache")).entries().stream()
        .collect(Collectors.toMap(TensorRange::name, TensorRange::scale));
  }

  private static MemorySegment bytes(String file) {
    try (NpyFile npy = NpyFile.open(GOLDEN.resolve("fashion_data").resolve(file))) {
      MemorySegment segment = Arena.ofAuto().allocate(npy.shape().elements());
      npy.read(0, npy.shape().elements(), segment);
      return segment;
    }
  }

  /** Share of the test images that a network classifies rightly. */
  private double top1(byte[] model) {
    OrtRuntime runtime = OrtRuntime.load();
    int count = Math.toIntExact(labels.byteSize());
    int right = 0;
    try (Arena memory = Arena.ofConfined();
        OrtSession session =
            new OrtSession(
                runtime, model, GOLDEN, new OrtSession.Options(2, OrtSession.Optimization.ALL))) {
      MemorySegment input = memory.allocate(4L * BATCH * PIXELS, 64);
      try (OrtTensor tensor =
          new OrtTensor(runtime, input, ElementTypes.FLOAT, Shape.of(BATCH, 1, 28, 28))) {
        for (int first = 0; first < count; first += BATCH) {
          int filled = Math.min(BATCH, count - first);
          normalise(first, filled, input);
          try (OrtOutputs outputs = session.run(List.of(tensor))) {
            MemorySegment logits = outputs.data(0, Float.BYTES);
            for (int i = 0; i < filled; i++) {
              right += argmax(logits, i) == labels.get(ValueLayout.JAVA_BYTE, first + i) ? 1 : 0;
            }
          }
        }
      }
    }
    return (double) right / count;
  }

  /** As the networks were trained: (x / 255 - 0.2860) / 0.3530; what is left of a batch is 0. */
  private void normalise(int first, int samples, MemorySegment into) {
    into.fill((byte) 0);
    for (int i = 0; i < samples * PIXELS; i++) {
      int pixel = pixels.get(ValueLayout.JAVA_BYTE, (long) first * PIXELS + i) & 0xff;
      into.setAtIndex(ValueLayout.JAVA_FLOAT, i, (pixel / 255f - 0.2860f) / 0.3530f);
    }
  }

  private static int argmax(MemorySegment logits, int sample) {
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      if (logit(logits, sample, c) > logit(logits, sample, best)) {
        best = c;
      }
    }
    return best;
  }

  private static float logit(MemorySegment logits, int sample, int c) {
    return logits.getAtIndex(ValueLayout.JAVA_FLOAT, (long) sample * CLASSES + c);
  }
}
