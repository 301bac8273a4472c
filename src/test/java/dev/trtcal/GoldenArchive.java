package dev.trtcal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The archives among the golden data: golden/NAMES.md says what they hold. */
public final class GoldenArchive {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private GoldenArchive() {}

  /** All files of an archive, by name. */
  public static Map<String, byte[]> entries(String archive) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (InputStream in = Files.newInputStream(FOLDER.resolve(archive));
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }
}
