package dev.trtcal.image;

import dev.trtcal.ElementType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Writes 8-bit pixels as a tensor, through a table of the 256 values that a channel can have. */
final class SampleWriter {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final Size size;
  private final ColorOrder color;
  private final PixelLayout layout;
  private final ElementType type;
  private final double scale;
  private final float[] mean;
  private final float[] std;
  private final float[][] values;
  private final short[][] halves;

  /** One row of a tensor before it is copied there; each thread has its own. */
  static final class Row {
    private float[] floats = {};
    private short[] shorts = {};
    private byte[] bytes = {};

    private void reserve(int length) {
      if (floats.length < length) {
        floats = new float[length];
        shorts = new short[length];
        bytes = new byte[length];
      }
    }
  }

  SampleWriter(Size size, PixelLayout layout, PixelValues of) {
    this.size = size;
    this.layout = layout;
    color = of.color();
    type = of.type();
    scale = of.scale();
    mean = of.means();
    std = of.deviations();
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

  /**
   * Writes a sample.
   *
   * @param pixels shape [size.height, width, channels]
   * @param width at most the sample's; what is free at the right becomes 0
   * @param channels 1 or 3; one fills all of the tensor's
   */
  void write(byte[] pixels, int width, int channels, MemorySegment target, long offset, Row row) {
    int planes = color.channels();
    long elements = (long) size.width() * size.height() * planes;
    MemorySegment sample = target.asSlice(offset, elements * type.bytes());
    boolean planar = layout == PixelLayout.NCHW;
    int step = planar ? 1 : planes;
    int length = size.width() * step;
    row.reserve(length);
    clear(row, width * step, length);
    for (int y = 0; y < size.height(); y++) {
      int start = y * width * channels;
      for (int c = 0; c < planes; c++) {
        convert(pixels, start + source(channels, c), channels, width, c, planar ? 0 : c, step, row);
        if (planar) {
          copy(row, length, sample, ((long) c * size.height() + y) * length);
        }
      }
      if (!planar) {
        copy(row, length, sample, (long) y * length);
      }
    }
  }

  /** The least and the largest value that a pixel can become, of all channels. */
  float[] valueRange() {
    float[] range = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float[] channel : values) {
      for (float value : channel) {
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
      }
    }
    return range;
  }

  /** The way back: red, green, blue or grey pixels of a sample. */
  Pixels read(MemorySegment source, long offset) {
    int planes = color.channels();
    int area = size.width() * size.height();
    byte[] pixels = new byte[area * planes];
    for (int i = 0; i < area; i++) {
      for (int c = 0; c < planes; c++) {
        long element = layout == PixelLayout.NCHW ? (long) c * area + i : (long) i * planes + c;
        pixels[i * planes + source(planes, c)] =
            (byte) pixel(source, offset + element * type.bytes(), c);
      }
    }
    return Pixels.of(size.width(), size.height(), planes, pixels);
  }

  private int pixel(MemorySegment source, long at, int channel) {
    float value =
        switch (type) {
          case FLOAT32 -> source.get(FLOAT, at);
          case FLOAT16 -> Float.float16ToFloat(source.get(SHORT, at));
          default -> source.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        };
    if (type == ElementType.UINT8) {
      return (int) value;
    }
    double pixel = ((double) value * std[channel] + mean[channel]) / scale;
    return (int) Math.max(0, Math.min(255, Math.rint(pixel)));
  }

  private int source(int channels, int channel) {
    if (channels == 1) {
      return 0;
    }
    return color == ColorOrder.BGR ? 2 - channel : channel;
  }

  /** Every {@code stride}-th byte from {@code start} becomes every {@code step}-th element. */
  private void convert(
      byte[] from, int start, int stride, int width, int channel, int first, int step, Row row) {
    switch (type) {
      case FLOAT32 -> {
        float[] table = values[channel];
        for (int x = 0; x < width; x++) {
          row.floats[first + x * step] = table[from[start + x * stride] & 0xff];
        }
      }
      case FLOAT16 -> {
        short[] table = halves[channel];
        for (int x = 0; x < width; x++) {
          row.shorts[first + x * step] = table[from[start + x * stride] & 0xff];
        }
      }
      default -> {
        for (int x = 0; x < width; x++) {
          row.bytes[first + x * step] = from[start + x * stride];
        }
      }
    }
  }

  private static void clear(Row row, int from, int to) {
    Arrays.fill(row.floats, from, to, 0);
    Arrays.fill(row.shorts, from, to, (short) 0);
    Arrays.fill(row.bytes, from, to, (byte) 0);
  }

  private void copy(Row row, int length, MemorySegment sample, long element) {
    long at = element * type.bytes();
    switch (type) {
      case FLOAT32 -> MemorySegment.copy(row.floats, 0, sample, FLOAT, at, length);
      case FLOAT16 -> MemorySegment.copy(row.shorts, 0, sample, SHORT, at, length);
      default -> MemorySegment.copy(row.bytes, 0, sample, ValueLayout.JAVA_BYTE, at, length);
    }
  }
}
