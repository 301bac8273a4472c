package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.TrtcalException;
import dev.trtcal.onnx.OnnxModel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tensors that are zero whatever the network is fed, such as what comes out of weights
 * that are all zero: runs it on noise of several magnitudes.
 */
final class ZeroProbe {
  private static final Logger log = LoggerFactory.getLogger(ZeroProbe.class);
  private static final int SAMPLES = 4;

  private ZeroProbe() {}

  /** Their names; empty when the network cannot be run here, or not on noise. */
  static Optional<Set<String>> alwaysZero(Path model) {
    List<TensorSpec> inputs = OnnxModel.read(model).inputs();
    if (inputs.stream().anyMatch(input -> input.shape().rank() == 0)) {
      return Optional.empty();
    }
    try (Noise noise = new Noise(inputs)) {
      CalibrationResult result =
          Calibration.of(model, noise).engine("cpu").algorithm(Algorithm.minMax()).build().run();
      Set<String> zero = new HashSet<>();
      result.tensors().stream()
          .filter(tensor -> tensor.scale() == 0)
          .forEach(tensor -> zero.add(tensor.name()));
      return Optional.of(zero);
    } catch (TrtcalException e) {
      log.info("{}: which tensors are always zero is not known: {}", model, e.getMessage());
      return Optional.empty();
    }
  }

  /** Seeded noise in the shape of a network's inputs; the same in every run. */
  private static final class Noise implements BatchSource {
    private static final int OPEN_SIDE = 64;
    private static final int OPEN_LENGTH = 16;
    private static final double[] MAGNITUDES = {1, 0.1, 10, 100};

    private final List<TensorSpec> samples;
    private final long count;
    private final Random random = new Random(0);
    private long next;

    Noise(List<TensorSpec> inputs) {
      LongSummaryStatistics batches =
          inputs.stream()
              .filter(input -> input.shape().rank() > 0)
              .mapToLong(input -> input.shape().dim(0))
              .filter(batch -> batch != Shape.DYNAMIC)
              .summaryStatistics();
      boolean contradictory = batches.getCount() > 0 && batches.getMin() != batches.getMax();
      samples = inputs.stream().map(input -> sample(input, contradictory)).toList();
      count =
          contradictory || batches.getCount() == 0 ? SAMPLES : Math.max(SAMPLES, batches.getMax());
    }

    /**
     * @param contradictory whether the inputs' first axes are of several sizes, so that one that is
     *     not of 1 is no batch
     */
    private static TensorSpec sample(TensorSpec input, boolean contradictory) {
      boolean whole =
          BatchLayout.mayBeWhole(input)
              && (input.shape().rank() == 0 || (contradictory && input.shape().dim(0) != 1));
      Shape shape = whole ? input.shape() : input.shape().dropFirst();
      long[] extents = new long[shape.rank()];
      for (int i = 0; i < extents.length; i++) {
        int open = extents.length == 3 ? OPEN_SIDE : OPEN_LENGTH;
        extents[i] = shape.dim(i) == Shape.DYNAMIC ? open : shape.dim(i);
      }
      return new TensorSpec(input.name(), input.type(), Shape.of(extents));
    }

    @Override
    public List<TensorSpec> samples() {
      return samples;
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(count);
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      int n = (int) Math.min(capacity, count - next);
      for (int i = 0; i < n; i++) {
        double magnitude = MAGNITUDES[(int) ((next + i) % MAGNITUDES.length)];
        for (TensorSpec sample : samples) {
          long bytes = sample.bytes();
          write(buffers.get(sample.name()).asSlice(i * bytes, bytes), sample, magnitude);
        }
      }
      next += n;
      return n;
    }

    /** Integers are 0 or 1: they may be indices. */
    private void write(MemorySegment target, TensorSpec sample, double magnitude) {
      long elements = sample.shape().elements();
      for (long i = 0; i < elements; i++) {
        float value = (float) (random.nextGaussian() * magnitude);
        int bit = random.nextInt(2);
        switch (sample.type()) {
          case FLOAT32 -> target.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i, value);
          case FLOAT16 ->
              target.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, Float.floatToFloat16(value));
          case UINT8 -> target.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(256));
          case INT8, BOOL -> target.set(ValueLayout.JAVA_BYTE, i, (byte) bit);
          case INT32 -> target.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * i, bit);
          case INT64 -> target.set(ValueLayout.JAVA_LONG_UNALIGNED, 8 * i, bit);
          case FLOAT64 -> throw new IllegalArgumentException("no network takes " + sample);
        }
      }
    }

    @Override
    public void rewind() {
      random.setSeed(0);
      next = 0;
    }
  }
}
