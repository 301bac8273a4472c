package consumer;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.Trtcal;
import dev.trtcal.cache.CalibrationCache;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Consumer MODEL CACHE: calibrates without a GPU and reads what was written. */
public final class Consumer {
  private Consumer() {}

  /** Four samples of ones. */
  private static final class Ones implements BatchSource {
    private int left = 4;

    @Override
    public List<TensorSpec> samples() {
      return List.of(new TensorSpec("", ElementType.FLOAT32, Shape.of(1, 28, 28)));
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(4);
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      int written = Math.min(capacity, left);
      float[] ones = new float[28 * 28];
      java.util.Arrays.fill(ones, 1);
      MemorySegment row = MemorySegment.ofArray(ones);
      for (int i = 0; i < written; i++) {
        MemorySegment.copy(row, 0, buffers.get(""), i * row.byteSize(), row.byteSize());
      }
      left -= written;
      return written;
    }

    @Override
    public void rewind() {
      left = 4;
    }
  }

  public static void main(String[] args) {
    Path cache = Path.of(args[1]);
    Calibration.of(Path.of(args[0]), new Ones())
        .engine("cpu")
        .algorithm(Algorithm.minMax())
        .batchSize(2)
        .cache(cache)
        .build()
        .run();
    System.out.println(
        (Trtcal.class.getModule().isNamed()
                ? "module " + Trtcal.class.getModule().getName()
                : "class path")
            + ": input "
            + CalibrationCache.parse(cache).entries().get(0).scale());
  }
}
