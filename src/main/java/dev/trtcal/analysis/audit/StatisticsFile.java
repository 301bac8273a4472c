package dev.trtcal.analysis.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * {@link DataStatistics} in a file: JSON, which says of which network and preprocessing they are.
 * The counts of a tensor are little-endian 64-bit integers, deflated (RFC 1950), in Base64.
 *
 * @param model SHA-256 of the network's file
 * @param preprocessing its canonical line
 */
public record StatisticsFile(String model, String preprocessing) {
  private static final String FORMAT = "trtcal statistics";
  private static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** What the JSON holds, by name. */
  private record Content(
      String format,
      int version,
      String model,
      String preprocessing,
      long images,
      List<Long> classes,
      List<Counts> tensors) {}

  private record Counts(String name, float range, float max, String counts) {}

  /** Writes a file, whole or not at all. */
  public void write(Path file, DataStatistics statistics) {
    Content content =
        new Content(
            FORMAT,
            VERSION,
            model,
            preprocessing,
            statistics.images(),
            LongStream.of(statistics.classes()).boxed().toList(),
            statistics.tensors().stream()
                .map(
                    tensor ->
                        new Counts(
                            tensor.name(),
                            tensor.counts().range(),
                            tensor.counts().max(),
                            packed(tensor.counts().counts())))
                .toList());
    OutputFile.write(file, (GSON.toJson(content) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException {@code statistics.unreadable} when it is none, {@code
   *     statistics.version}, or {@code statistics.other} when it is of another network or
   *     preprocessing
   */
  public DataStatistics read(Path file) {
    Content content = content(file);
    if (content == null || !FORMAT.equals(content.format())) {
      throw unreadable(file, null);
    }
    if (content.version() != VERSION) {
      throw new InvalidInputException(
          "statistics.version",
          file
              + ": is of version "
              + content.version()
              + ", this trtcal reads version "
              + VERSION
              + "; make it again with --save-statistics");
    }
    refuse(file, "network (SHA-256)", model, content.model());
    refuse(file, "preprocessing", preprocessing, content.preprocessing());
    try {
      return new DataStatistics(
          content.images(),
          content.tensors().stream().map(StatisticsFile::tensor).toList(),
          content.classes().stream().mapToLong(Long::longValue).toArray());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw unreadable(file, e);
    }
  }

  private static Content content(Path file) {
    try {
      return GSON.fromJson(Files.readString(file), Content.class);
    } catch (IOException | JsonParseException e) {
      throw unreadable(file, e);
    }
  }

  private static void refuse(Path file, String what, String wanted, String found) {
    if (!wanted.equals(found)) {
      throw new InvalidInputException(
          "statistics.other",
          file
              + ": is of another "
              + what
              + ", "
              + found
              + " and not "
              + wanted
              + "; audit with the same, or make it again with --save-statistics");
    }
  }

  private static InvalidInputException unreadable(Path file, Exception cause) {
    return new InvalidInputException(
        "statistics.unreadable",
        file + ": cannot be read as statistics; name a file that --save-statistics wrote",
        cause);
  }

  private static DataStatistics.Tensor tensor(Counts tensor) {
    return new DataStatistics.Tensor(
        tensor.name(), new FineCounts(tensor.range(), tensor.max(), unpacked(tensor.counts())));
  }

  private static String packed(long... counts) {
    byte[] bytes = new byte[Long.BYTES * counts.length];
    littleEndian(bytes).asLongBuffer().put(counts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(out)) {
      deflated.write(bytes);
    } catch (IOException e) {
      throw new AssertionError("memory takes all that is written", e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static long[] unpacked(String text) {
    byte[] bytes = new byte[Long.BYTES * TensorStatistics.FINE];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(Base64.getDecoder().decode(text));
      if (inflater.inflate(bytes) != bytes.length) {
        throw new IllegalArgumentException("too few counts");
      }
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no counts", e);
    } finally {
      inflater.end();
    }
    long[] counts = new long[TensorStatistics.FINE];
    littleEndian(bytes).asLongBuffer().get(counts);
    return counts;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
