package dev.trtcal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new InvalidInputException("file.unreadable", file + ": cannot be read (" + e + ")", e);
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
    MessageDigest digest = sha256();
    files.forEach(
        (name, file) ->
            digest.update((ofFile(file) + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
