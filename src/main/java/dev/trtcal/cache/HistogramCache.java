package dev.trtcal.cache;

import dev.trtcal.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The histograms that TensorRT's Legacy calibrator writes and reads again, so that other quantiles
 * and cutoffs need no data. Immutable.
 *
 * <p>A binary without header, a record a tensor in no fixed order: {@code name '\n'}, float64 bin
 * width, float64 range = {@value #BINS} widths, float64 largest |x|, int32 {@value #BINS}, int64
 * {@value #BINS}, {@value #BINS} int64 counts of |x|; little-endian.
 */
public final class HistogramCache {
  /** Bins of a histogram. */
  public static final int BINS = 2048;

  /** Longer files are refused unread; a tensor takes 16 KiB. */
  public static final long MAX_BYTES = 1L << 30;

  private static final int NUMBERS = 3 * Double.BYTES + Integer.BYTES + Long.BYTES;
  private static final int LONGEST_NAME = 1 << 16;

  private final List<HistogramEntry> entries;

  /**
   * @param entries in the order to write; names must be unique
   * @throws InvalidInputException {@code histogram.name} when a name is empty, holds a line break,
   *     or stands twice
   */
  public HistogramCache(List<HistogramEntry> entries) {
    this.entries = List.copyOf(entries);
    Map<String, HistogramEntry> names = new LinkedHashMap<>();
    for (HistogramEntry entry : entries) {
      if (entry.name().isEmpty()
          || entry.name().indexOf('\n') >= 0
          || names.put(entry.name(), entry) != null) {
        throw new InvalidInputException(
            "histogram.name",
            "tensor '"
                + entry.name().replace('\n', ' ')
                + "': a histogram cache needs names of one line, each once");
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException {@code histogram.unreadable} when it is missing, not readable or
   *     too long; otherwise as {@link #parse(byte[])}
   */
  public static HistogramCache parse(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new InvalidInputException(
            "histogram.unreadable", file + ": is too long for a histogram cache");
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "histogram.unreadable", file + ": no such histogram cache; check the path", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "histogram.unreadable", file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Reads it from memory.
   *
   * @param bytes not kept
   * @throws InvalidInputException {@code histogram.record} when a record is none, or the last is
   *     truncated; {@code histogram.empty} when there is none
   */
  public static HistogramCache parse(byte[] bytes) {
    return parse(bytes, "histogram cache");
  }

  private static HistogramCache parse(byte[] bytes, String origin) {
    if (bytes.length == 0) {
      throw new InvalidInputException(
          "histogram.empty", origin + ": is empty; delete it and calibrate again");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<HistogramEntry> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      try {
        entries.add(entry(in));
      } catch (BufferUnderflowException | IllegalArgumentException e) {
        throw new InvalidInputException(
            "histogram.record",
            origin
                + ": record "
                + (entries.size() + 1)
                + (e instanceof BufferUnderflowException
                    ? " is truncated, or no histogram of TensorRT's Legacy calibrator"
                    : " is no histogram of TensorRT's Legacy calibrator: " + e.getMessage())
                + "; delete it and calibrate again",
            e);
      }
    }
    return new HistogramCache(entries);
  }

  private static HistogramEntry entry(ByteBuffer in) {
    String name = name(in);
    double width = in.getDouble();
    double range = in.getDouble();
    double maxAbs = in.getDouble();
    if (in.getInt() != BINS || in.getLong() != BINS) {
      throw new IllegalArgumentException(name + " has not " + BINS + " bins");
    }
    // An infinite width has an infinite range; a NaN of either is none.
    if (range != width * BINS) {
      throw new IllegalArgumentException(
          name + " has a range of " + range + " and bins of " + width);
    }
    long[] counts = new long[BINS];
    in.asLongBuffer().get(counts);
    in.position(in.position() + BINS * Long.BYTES);
    return new HistogramEntry(name, width, maxAbs, counts);
  }

  private static String name(ByteBuffer in) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (byte b = in.get(); b != '\n'; b = in.get()) {
      name.write(b);
      if (name.size() > LONGEST_NAME) {
        throw new IllegalArgumentException("its name does not end");
      }
    }
    return name.toString(StandardCharsets.UTF_8);
  }

  /**
   * Whether a file begins as a histogram cache does.
   *
   * @param head its first bytes, 4 KiB or all
   */
  public static boolean begins(byte[] head) {
    int end = 0;
    while (end < head.length && head[end] != '\n') {
      end++;
    }
    ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int bins = end + 1 + 3 * Double.BYTES;
    return end > 0
        && head.length >= end + 1 + NUMBERS
        && in.getInt(bins) == BINS
        && in.getLong(bins + Integer.BYTES) == BINS;
  }

  /** One a tensor, in the file's order. */
  public List<HistogramEntry> entries() {
    return entries;
  }

  /** By the tensor's name. */
  public Map<String, HistogramEntry> byName() {
    Map<String, HistogramEntry> byName = new LinkedHashMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return byName;
  }

  /** The file as TensorRT writes it; a new array. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (HistogramEntry entry : entries) {
      out.writeBytes((entry.name() + "\n").getBytes(StandardCharsets.UTF_8));
      ByteBuffer record =
          ByteBuffer.allocate(NUMBERS + BINS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      record.putDouble(entry.width()).putDouble(entry.width() * BINS).putDouble(entry.maxAbs());
      record.putInt(BINS).putLong(BINS);
      record.asLongBuffer().put(entry.counts());
      out.writeBytes(record.array());
    }
    return out.toByteArray();
  }
}
