package dev.trtcal.analysis.audit;

import dev.trtcal.NetworkRunner;
import dev.trtcal.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the feature space comes from: the last tensors that have channels, each averaged over all
 * positions; what images mean to the network rather than what their pixels are.
 */
final class FeatureMap {
  private static final int TENSORS = 3;
  private static final long LEAST_CHANNELS = 8;
  private static final long MOST_CHANNELS = 2048;
  private static final int FLOAT = 1;

  private final List<Part> parts;

  private record Part(int output, int channels, boolean channelsFirst) {}

  private FeatureMap(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static FeatureMap of(List<NetworkRunner.Output> outputs) {
    List<Part> parts = new ArrayList<>();
    for (int i = outputs.size() - 1; i >= 0 && parts.size() < TENSORS; i--) {
      Shape shape = outputs.get(i).shape();
      int axis = shape.rank() == 3 ? 2 : 1;
      boolean usable =
          outputs.get(i).elementType() == FLOAT
              && shape.rank() >= 2
              && shape.rank() <= 4
              && shape.dim(axis) >= LEAST_CHANNELS
              && shape.dim(axis) <= MOST_CHANNELS;
      if (usable) {
        parts.add(new Part(i, Math.toIntExact(shape.dim(axis)), axis == 1));
      }
    }
    return new FeatureMap(parts);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** The point of one sample; {@code of} hands out the sample's values of an output. */
  float[] point(java.util.function.IntFunction<FloatBuffer> of) {
    float[] point = new float[parts.stream().mapToInt(Part::channels).sum()];
    int at = 0;
    for (Part part : parts) {
      FloatBuffer values = of.apply(part.output());
      int from = values.position();
      int positions = values.remaining() / part.channels();
      for (int c = 0; c < part.channels(); c++) {
        double sum = 0;
        for (int p = 0; p < positions; p++) {
          int index = part.channelsFirst() ? c * positions + p : p * part.channels() + c;
          sum += values.get(from + index);
        }
        point[at++] = (float) (sum / Math.max(1, positions));
      }
    }
    return point;
  }
}
