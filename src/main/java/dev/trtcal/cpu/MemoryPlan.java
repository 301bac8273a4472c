package dev.trtcal.cpu;

import dev.trtcal.BatchLayout;
import dev.trtcal.Shape;
import dev.trtcal.UsageException;
import dev.trtcal.ffi.ort.OrtOutputs;
import dev.trtcal.ffi.ort.OrtTensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which outputs are observed together, so that the process stays below a bound.
 *
 * <p>Taken from the bound is what the process holds once the network is optimised (the JVM, the
 * model), the network's weights once more, and {@value #WORKING} times the largest tensor for what
 * ONNX Runtime needs to compute; the rest is for two batches of observed tensors.
 */
final class MemoryPlan {
  /** Inputs, output and workspace of an operator, and what skips over it. */
  private static final int WORKING = 5;

  /** What the JVM needs besides while batches go through: garbage and compiled code. */
  private static final long JVM = 160L << 20;

  private static final int IN_FLIGHT = 2;

  private MemoryPlan() {}

  /**
   * Parts the outputs, in the network's order.
   *
   * @param bytes of each output for one batch
   * @param modelBytes of the model's file
   * @param bound of the process, in bytes
   * @throws UsageException {@code memory.toosmall} when not even the largest tensor fits, naming
   *     the least bound
   */
  static List<List<Integer>> groups(long[] bytes, long modelBytes, long bound) {
    long largest = 0;
    for (long size : bytes) {
      largest = Math.max(largest, size);
    }
    long fixed =
        ProcessMemory.resident().orElse(3 * modelBytes) + JVM + modelBytes + WORKING * largest;
    long budget = (bound - fixed) / IN_FLIGHT;
    if (budget < largest) {
      throw new UsageException(
          "memory.toosmall",
          String.format(
              Locale.ROOT,
              "--memory %dM: too small for this network at this batch, which needs %dM; a smaller"
                  + " --batch needs less, but decides the result as well",
              bound >> 20,
              (fixed + IN_FLIGHT * largest + (1 << 20) - 1) >> 20));
    }
    List<List<Integer>> groups = new ArrayList<>();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < bytes.length; i++) {
      if (used > budget - bytes[i]) {
        groups.add(new ArrayList<>());
        used = 0;
      }
      groups.get(groups.size() - 1).add(i);
      used += bytes[i];
    }
    return groups;
  }

  /**
   * Measures the outputs: of a network of free batch by one sample of zeros, of another by what
   * ONNX Runtime says of their shapes.
   *
   * @param feed not filled yet
   */
  static long[] measure(ObservedSession session, BatchFeed feed, BatchLayout layout) {
    List<OrtTensorInfo> infos = session.session().outputs();
    long[] atPosition = new long[infos.size()];
    if (layout.fixed()) {
      for (int i = 0; i < atPosition.length; i++) {
        atPosition[i] = staticBytes(infos.get(i));
      }
    } else {
      try (OrtOutputs outputs = session.session().run(feed.tensors(1))) {
        for (int i = 0; i < atPosition.length; i++) {
          atPosition[i] = outputs.elements(i) * Float.BYTES * layout.batchSize();
        }
      }
    }
    long[] bytes = new long[session.positions().size()];
    session.positions().forEach((output, position) -> bytes[output] = atPosition[position]);
    return bytes;
  }

  private static long staticBytes(OrtTensorInfo info) {
    Shape shape = info.shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.dim(axis) == Shape.DYNAMIC) {
        throw new UsageException(
            "memory.unknown",
            "--memory: the network's batch is fixed and the size of "
                + info.name()
                + " depends on the data; leave --memory out, or export the model with a dynamic"
                + " batch");
      }
    }
    return shape.elements() * Float.BYTES;
  }
}
