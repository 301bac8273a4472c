package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The images of a zip archive, read from it in place. */
final class ZipImages {
  private ZipImages() {}

  private record Entry(ZipFile zip, ZipEntry header) implements ImageEntry {
    @Override
    public String name() {
      return header.getName();
    }

    @Override
    public String location() {
      return zip.getName() + "!" + name();
    }

    @Override
    public InputStream open() throws IOException {
      return zip.getInputStream(header);
    }
  }

  static ImageSet open(Path archive) {
    try {
      ZipFile zip = new ZipFile(archive.toFile());
      ArchiveListing listing = new ArchiveListing();
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry header = all.nextElement();
        if (!header.isDirectory()) {
          listing.add(new Entry(zip, header));
        }
      }
      return listing.toSet("archive " + archive, () -> close(zip));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "archive.unreadable", archive + ": cannot be read as a zip archive (" + e + ")", e);
    }
  }

  private static void close(ZipFile zip) {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
