package dev.trtcal.analysis;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorRange;
import dev.trtcal.TensorSpec;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpyFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Fashion-MNIST's first 2,000 test images, normalised as the reference networks were trained. */
public final class Fashion implements BatchSource {
  /** Where the reference data lie. */
  public static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final int PIXELS = 28 * 28;

  private final MemorySegment pixels;
  private final MemorySegment labels;
  private final int count;
  private int next;

  /**
   * The first images.
   *
   * @param count at most 2,000
   */
  public Fashion(int count) {
    this(GOLDEN, count);
  }

  /**
   * The first images, of reference data that lie elsewhere.
   *
   * @param count at most 2,000
   */
  public Fashion(Path golden, int count) {
    pixels = bytes(golden, "test2000_images.npy");
    labels = bytes(golden, "test2000_labels.npy");
    this.count = count;
  }

  /** One of the two reference networks, of a fixed batch of 32. */
  public static Path model(String name) {
    return GOLDEN.resolve(name).resolve("model_batch32.onnx");
  }

  /** The scales of a cache that TensorRT wrote for it. */
  public static Map<String, Float> scales(Path cache) {
    return scales(CalibrationCache.parse(cache));
  }

  static Map<String, Float> scales(CalibrationCache cache) {
    Map<String, Float> scales = new HashMap<>();
    for (TensorRange range : cache.entries()) {
      scales.put(range.name(), range.scale());
    }
    return scales;
  }

  private static MemorySegment bytes(Path golden, String file) {
    try (NpyFile npy = NpyFile.open(golden.resolve("fashion_data").resolve(file))) {
      MemorySegment segment = Arena.ofAuto().allocate(npy.shape().elements());
      npy.read(0, npy.shape().elements(), segment);
      return segment;
    }
  }

  /** The true class of an image. */
  public int label(int sample) {
    return labels.get(ValueLayout.JAVA_BYTE, sample);
  }

  @Override
  public List<TensorSpec> samples() {
    return List.of(new TensorSpec("", ElementType.FLOAT32, Shape.of(1, 28, 28)));
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    int n = Math.min(capacity, count - next);
    for (int i = 0; i < n * PIXELS; i++) {
      int pixel = pixels.get(ValueLayout.JAVA_BYTE, (long) next * PIXELS + i) & 0xff;
      float value = (pixel / 255f - 0.2860f) / 0.3530f;
      buffers.get("").setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
    next += n;
    return n;
  }

  @Override
  public void rewind() {
    next = 0;
  }
}
