package dev.trtcal.image;

import dev.trtcal.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes 8-bit pixels as a tensor, through a table of the 256 values that a channel can have. */
final class SampleWriter {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final ColorOrder color;
  private final PixelLayout layout;
  private final ElementType type;
  private final float[][] values;
  private final short[][] halves;

  SampleWriter(
      ColorOrder color,
      PixelLayout layout,
      ElementType type,
      double scale,
      float[] mean,
      float[] std) {
    this.color = color;
    this.layout = layout;
    this.type = type;
    int channels = color.channels();
    values = new float[channels][256];
    halves = new short[channels][256];
    for (int c = 0; c < channels; c++) {
      for (int v = 0; v < 256; v++) {
        values[c][v] = ((float) (v * scale) - mean[c]) / std[c];
        halves[c][v] = Float.floatToFloat16(values[c][v]);
      }
    }
  }

  void write(Pixels pixels, MemorySegment target, long offset) {
    int channels = color.channels();
    int area = pixels.width() * pixels.height();
    MemorySegment sample =
        target.asSlice(offset, Math.multiplyExact((long) area * channels, type.bytes()));
    byte[] from = pixels.array();
    for (int c = 0; c < channels; c++) {
      int first = layout == PixelLayout.NCHW ? c * area : c;
      int step = layout == PixelLayout.NCHW ? 1 : channels;
      channel(from, sourceChannel(pixels, c), pixels.channels(), c, sample, first, step);
    }
  }

  private int sourceChannel(Pixels pixels, int channel) {
    if (pixels.channels() == 1) {
      return 0;
    }
    return color == ColorOrder.BGR ? 2 - channel : channel;
  }

  /** Every {@code stride}-th byte from {@code start} becomes every {@code step}-th element. */
  private void channel(
      byte[] from, int start, int stride, int channel, MemorySegment sample, long first, int step) {
    long at = first;
    if (type == ElementType.FLOAT32) {
      float[] table = values[channel];
      for (int i = start; i < from.length; i += stride, at += step) {
        sample.set(FLOAT, at * Float.BYTES, table[from[i] & 0xff]);
      }
    } else if (type == ElementType.FLOAT16) {
      short[] table = halves[channel];
      for (int i = start; i < from.length; i += stride, at += step) {
        sample.set(SHORT, at * Short.BYTES, table[from[i] & 0xff]);
      }
    } else {
      for (int i = start; i < from.length; i += stride, at += step) {
        sample.set(ValueLayout.JAVA_BYTE, at, from[i]);
      }
    }
  }
}
