package dev.trtcal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SHA-256 of files, in lower-case hexadecimal: how a later run knows that they are the same. */
public final class ContentHash {
  private static final int BUFFER = 1 << 16;

  private ContentHash() {}

  /**
   * The hash of one file, as {@code sha256sum} prints it.
   *
   * @throws InvalidInputException {@code file.unreadable} when it cannot be read
   */
  public static String ofFile(Path file) {
    return of(file.toString(), () -> Files.newInputStream(file));
  }

  /** The hash of the bytes that are left in these buffers, which are not consumed. */
  public static String ofBytes(List<ByteBuffer> buffers) {
    MessageDigest digest = sha256();
    buffers.forEach(bytes -> digest.update(bytes.duplicate()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Something whose bytes can be read. */
  @FunctionalInterface
  public interface Content {
    /** Starts reading; the caller closes. */
    InputStream open() throws IOException;
  }

  private static String of(String location, Content content) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = content.open()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "file.unreadable", location + ": cannot be read (" + e + ")", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * One hash of names and contents: that of the lines {@code HASH NAME}, two spaces between, in the
   * order given; so {@code sha256sum NAME... | sha256sum} gives the same.
   *
   * @param files by the name to write, in order
   * @throws InvalidInputException {@code file.unreadable} when one cannot be read
   */
  public static String ofFiles(Map<String, Path> files) {
    Map<String, Content> contents = new LinkedHashMap<>();
    files.forEach((name, file) -> contents.put(name, () -> Files.newInputStream(file)));
    return ofContents(contents);
  }

  /** As {@link #ofFiles}, of whatever has a name and bytes. */
  public static String ofContents(Map<String, Content> contents) {
    OfMany all = new OfMany();
    contents.forEach((name, content) -> all.add(name, of(name, content)));
    return all.hash();
  }

  /** The hash of {@link #ofFiles} of files that were hashed one by one, as somebody read them. */
  public static final class OfMany {
    private final MessageDigest digest = sha256();

    /** Of no files yet. */
    public OfMany() {}

    /**
     * Adds the next file in order.
     *
     * @param hash as {@link #ofFile} gives it
     */
    public void add(String name, String hash) {
      digest.update((hash + "  " + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of all; nothing can be added afterwards. */
    public String hash() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
