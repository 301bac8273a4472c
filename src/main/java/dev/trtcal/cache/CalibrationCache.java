package dev.trtcal.cache;

import dev.trtcal.Algorithm;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A calibration cache in TensorRT's own text format: a header, then {@code NAME: HEX} for each
 * tensor, HEX being the bits of the float32 scale. Immutable.
 *
 * <p>Reading accepts what TensorRT accepts: CR LF, upper-case or zero-padded digits, a missing last
 * line break, names in any order and twice, empty lines. Lines that fit no such form are kept where
 * they stand, come back in {@link #bytes()}, and are listed by {@link #problems()}; so a cache that
 * TensorRT wrote is read and written again byte for byte.
 */
public final class CalibrationCache {
  /** Longer files are refused unread; a tensor takes some 50 bytes. */
  public static final long MAX_BYTES = 16L << 20;

  private static final int EXCERPT = 60;

  private final CacheHeader header;
  private final List<Line> lines;
  private final List<TensorRange> entries;
  private final List<Problem> problems;
  private final boolean endsWithLineBreak;

  /**
   * A line that is not of the format.
   *
   * @param line number of the line, from 1
   * @param detail what is wrong with it
   */
  public record Problem(int line, String detail) {}

  /** One line to write: its bytes, one character each, and the tensor they stand for, if any. */
  private record Line(Optional<TensorRange> entry, String latin1) {
    static Line of(TensorRange tensor) {
      String bits = Integer.toHexString(Float.floatToRawIntBits(tensor.scale()));
      byte[] utf8 = (tensor.name() + ": " + bits).getBytes(StandardCharsets.UTF_8);
      return new Line(Optional.of(tensor), new String(utf8, StandardCharsets.ISO_8859_1));
    }
  }

  private CalibrationCache(
      CacheHeader header, List<Line> lines, List<Problem> problems, boolean endsWithLineBreak) {
    this.header = header;
    this.lines = List.copyOf(lines);
    this.entries = lines.stream().flatMap(line -> line.entry().stream()).toList();
    this.problems = List.copyOf(problems);
    this.endsWithLineBreak = endsWithLineBreak;
  }

  /**
   * A new cache.
   *
   * @param tensorRtVersion as TensorRT's getInferLibVersion, such as 100600; Legacy does not write
   *     it
   * @param tensors in the order to write; of each the name and scale count
   * @throws InvalidInputException {@code cache.name} when a name is empty or holds a line break,
   *     which the format cannot express
   */
  public static CalibrationCache of(
      Algorithm algorithm, int tensorRtVersion, List<TensorRange> tensors) {
    List<Line> lines = new ArrayList<>();
    for (TensorRange tensor : tensors) {
      if (tensor.name().isEmpty() || tensor.name().indexOf('\n') >= 0) {
        throw new InvalidInputException(
            "cache.name",
            "tensor '"
                + printable(tensor.name())
                + "': a calibration cache has no way to write this name; rename it in the model");
      }
      lines.add(Line.of(tensor));
    }
    return new CalibrationCache(CacheHeader.of(algorithm, tensorRtVersion), lines, List.of(), true);
  }

  /**
   * Reads a cache file.
   *
   * @throws InvalidInputException {@code cache.unreadable} when it is missing, not readable or
   *     longer than {@link #MAX_BYTES}; otherwise as {@link #parse(byte[])}
   */
  public static CalibrationCache parse(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new InvalidInputException(
            "cache.unreadable",
            file
                + ": "
                + size
                + " bytes are too many for a calibration cache; is it the right file?");
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "cache.unreadable", file + ": no such calibration cache; check the path", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "cache.unreadable", file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Reads a cache from memory.
   *
   * @param bytes not kept
   * @throws InvalidInputException {@code cache.empty} when there is nothing, {@code cache.header}
   *     when the first line is no calibrator's, {@code cache.line} when lines follow but not one of
   *     them is a tensor's; the message names the line
   */
  public static CalibrationCache parse(byte[] bytes) {
    return parse(bytes, "calibration cache");
  }

  private static CalibrationCache parse(byte[] bytes, String origin) {
    String[] raw = new String(bytes, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    if (Arrays.stream(raw).allMatch(String::isBlank)) {
      throw new InvalidInputException(
          "cache.empty", origin + ": is empty; delete it and calibrate again");
    }
    CacheHeader header =
        CacheHeader.parse(raw[0])
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "cache.header",
                        origin
                            + ": line 1 is no calibration cache's header: '"
                            + printable(raw[0])
                            + "'"));
    List<Problem> problems = new ArrayList<>();
    if (header.algorithm().isEmpty()) {
      problems.add(
          new Problem(1, "the header '" + printable(raw[0]) + "' names no calibrator known here"));
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 1; i < raw.length; i++) {
      if (raw[i].isBlank()) {
        continue;
      }
      Optional<TensorRange> entry = entry(raw[i]);
      if (entry.isEmpty()) {
        problems.add(new Problem(i + 1, "not 'NAME: HEX': '" + printable(raw[i]) + "'"));
      }
      lines.add(entry.map(Line::of).orElse(new Line(Optional.empty(), raw[i])));
    }
    if (!lines.isEmpty() && lines.stream().allMatch(line -> line.entry().isEmpty())) {
      Problem problem = problems.get(problems.size() - lines.size());
      throw new InvalidInputException(
          "cache.line",
          origin + ": line " + problem.line() + " is " + problem.detail() + "; no line is");
    }
    return new CalibrationCache(header, lines, problems, bytes[bytes.length - 1] == '\n');
  }

  /** What the first line says. */
  public CacheHeader header() {
    return header;
  }

  /**
   * One entry for each tensor's line, in the file's order, a name that stands twice included; empty
   * when the file is a header alone, which TensorRT answers by calibrating again.
   */
  public List<TensorRange> entries() {
    return entries;
  }

  /** The lines that were not understood, in the file's order. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * Whether the last line was ended, as TensorRT ends it. A file where it is not was edited, or is
   * truncated, and then its last scale may be a wrong one that looks like any other.
   */
  public boolean endsWithLineBreak() {
    return endsWithLineBreak;
  }

  /**
   * The file as TensorRT would write it: LF, lower-case digits without leading zeros, a last line
   * break; a new array.
   */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.text().getBytes(StandardCharsets.ISO_8859_1));
    out.write('\n');
    for (Line line : lines) {
      out.writeBytes(line.latin1().getBytes(StandardCharsets.ISO_8859_1));
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** As {@code TRT-100600-MinMaxCalibration, 27 tensors}. */
  @Override
  public String toString() {
    return header.text() + ", " + entries.size() + " tensors";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CalibrationCache cache && Arrays.equals(bytes(), cache.bytes());
  }

  @Override
  public int hashCode() {
    return Objects.hash(header, entries);
  }

  /** The last colon counts: a tensor's name may hold others. */
  private static Optional<TensorRange> entry(String latin1) {
    String text;
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
      text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1).strip();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
      return Optional.empty();
    }
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 8) {
      return Optional.empty();
    }
    float scale = Float.intBitsToFloat(Integer.parseUnsignedInt(significant, 16));
    return Optional.of(TensorRange.ofScale(text.substring(0, colon), scale));
  }

  private static String printable(String text) {
    String safe = text.replaceAll("[^\\x20-\\x7e]", "?");
    return safe.length() <= EXCERPT ? safe : safe.substring(0, EXCERPT) + "...";
  }
}
