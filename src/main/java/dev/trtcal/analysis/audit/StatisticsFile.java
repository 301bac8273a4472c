package dev.trtcal.analysis.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * {@link DataStatistics} in a file: JSON, which says of which network and preprocessing they are.
 * The counts of a tensor's magnitudes are little-endian 64-bit integers, deflated (RFC 1950), in
 * Base64.
 *
 * @param model SHA-256 of the network's file
 * @param preprocessing its canonical line
 */
public record StatisticsFile(String model, String preprocessing) {
  private static final String FORMAT = "trtcal statistics";
  private static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Writes a file, whole or not at all. */
  public void write(Path file, DataStatistics statistics) {
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.addProperty("version", VERSION);
    root.addProperty("model", model);
    root.addProperty("preprocessing", preprocessing);
    root.addProperty("images", statistics.images());
    JsonArray classes = new JsonArray();
    for (long count : statistics.classes()) {
      classes.add(count);
    }
    root.add("classes", classes);
    JsonArray tensors = new JsonArray();
    for (DataStatistics.Tensor tensor : statistics.tensors()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("name", tensor.name());
      Extremes extremes = tensor.counts().extremes();
      entry.addProperty("values", LongStream.of(tensor.counts().counts()).sum());
      if (!extremes.isEmpty()) {
        entry.addProperty("min", extremes.least());
        entry.addProperty("max", extremes.greatest());
      }
      entry.addProperty("range", tensor.counts().range());
      entry.addProperty("counts", packed(tensor.counts().counts()));
      tensors.add(entry);
    }
    root.add("tensors", tensors);
    OutputFile.write(file, (GSON.toJson(root) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException {@code statistics.unreadable} when it is none, {@code
   *     statistics.version}, or {@code statistics.other} when it is of another network or
   *     preprocessing
   */
  public DataStatistics read(Path file) {
    try {
      return parse(file, JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    } catch (InvalidInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // Gson's getters throw of many kinds
      throw unreadable(file, e);
    }
  }

  private DataStatistics parse(Path file, JsonObject root) {
    if (!FORMAT.equals(root.get("format").getAsString())) {
      throw unreadable(file, null);
    }
    int version = root.get("version").getAsInt();
    if (version != VERSION) {
      throw new InvalidInputException(
          "statistics.version",
          file
              + ": is of version "
              + version
              + ", this trtcal reads version "
              + VERSION
              + "; make it again with --save-statistics");
    }
    refuse(file, "network (SHA-256)", model, root.get("model").getAsString());
    refuse(file, "preprocessing", preprocessing, root.get("preprocessing").getAsString());
    List<DataStatistics.Tensor> tensors = new ArrayList<>();
    for (JsonElement tensor : root.getAsJsonArray("tensors")) {
      tensors.add(tensor(tensor.getAsJsonObject()));
    }
    long[] classes =
        root.getAsJsonArray("classes").asList().stream()
            .mapToLong(JsonElement::getAsLong)
            .toArray();
    return new DataStatistics(root.get("images").getAsLong(), tensors, classes);
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

  private static DataStatistics.Tensor tensor(JsonObject tensor) {
    return new DataStatistics.Tensor(
        tensor.get("name").getAsString(),
        new FineCounts(
            tensor.get("range").getAsFloat(),
            tensor.has("min")
                ? new Extremes(tensor.get("min").getAsFloat(), tensor.get("max").getAsFloat())
                : Extremes.NONE,
            unpacked(tensor.get("counts").getAsString())));
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
