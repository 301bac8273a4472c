package dev.trtcal.cpu;

import dev.trtcal.algorithm.Histogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What was counted of one tensor, to be merged with what others counted of it: the largest
 * magnitude, and a histogram on the grid of widths where the algorithm keeps one. Merging is exact
 * and goes in any order.
 */
final class TensorCount {
  private final float maxAbs;
  private final Histogram histogram;

  private TensorCount(float maxAbs, Histogram histogram) {
    this.maxAbs = maxAbs;
    this.histogram = histogram;
  }

  static TensorCount ofRange(float maxAbs) {
    return new TensorCount(maxAbs, null);
  }

  static TensorCount of(Histogram histogram) {
    return new TensorCount(histogram.maxAbs(), histogram);
  }

  float maxAbs() {
    return maxAbs;
  }

  Histogram histogram() {
    return histogram;
  }

  /** Both together; this one's histogram takes in the other's. */
  TensorCount merged(TensorCount other) {
    if (histogram == null) {
      return ofRange(Math.max(maxAbs, other.maxAbs));
    }
    histogram.merge(other.histogram);
    return of(histogram);
  }

  /** Bins up to the last that is occupied, each as a number of as many bytes as it needs. */
  void write(DataOutput out) throws IOException {
    out.writeFloat(maxAbs);
    out.writeBoolean(histogram != null);
    if (histogram == null) {
      return;
    }
    out.writeFloat(histogram.width());
    long[] counts = histogram.counts();
    int used = counts.length;
    while (used > 0 && counts[used - 1] == 0) {
      used--;
    }
    out.writeShort(used);
    for (int bin = 0; bin < used; bin++) {
      long left = counts[bin];
      for (; left > 0x7f; left >>>= 7) {
        out.writeByte((int) ((left & 0x7f) | 0x80));
      }
      out.writeByte((int) left);
    }
  }

  static TensorCount read(DataInput in) throws IOException {
    float maxAbs = in.readFloat();
    if (!in.readBoolean()) {
      return ofRange(maxAbs);
    }
    float width = in.readFloat();
    long[] counts = new long[Histogram.BINS];
    int used = in.readUnsignedShort();
    for (int bin = 0; bin < used; bin++) {
      int shift = 0;
      for (byte next = in.readByte(); ; next = in.readByte(), shift += 7) {
        counts[bin] |= (next & 0x7fL) << shift;
        if (next >= 0) {
          break;
        }
      }
    }
    return of(Histogram.onGrid(counts, width, maxAbs));
  }
}
