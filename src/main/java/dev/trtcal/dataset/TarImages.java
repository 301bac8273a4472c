package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import dev.trtcal.image.SampleDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * The images of a tar archive, read from it in place. A compressed one cannot be read in any order
 * but its own, so it is unpacked once into a temporary file, whose name is gone once it is open.
 */
final class TarImages {
  private static final int BUFFER = 1 << 16;

  private TarImages() {}

  private record Entry(Path archive, TarFile tar, TarArchiveEntry header) implements ImageEntry {
    @Override
    public String name() {
      return header.getName();
    }

    @Override
    public String location() {
      return archive + "!" + name();
    }

    /** One channel serves all threads, so an image is read whole while no other is. */
    @Override
    public InputStream open() throws IOException {
      synchronized (tar) {
        try (InputStream in = tar.getInputStream(header)) {
          return new ByteArrayInputStream(in.readNBytes((int) SampleDecoder.MAX_FILE_BYTES + 1));
        }
      }
    }
  }

  static ImageSet open(Path archive) {
    try {
      TarFile tar = read(channel(archive));
      ArchiveListing listing = new ArchiveListing();
      for (TarArchiveEntry header : tar.getEntries()) {
        if (header.isFile()) {
          listing.add(new Entry(archive, tar, header));
        }
      }
      return listing.toSet("archive " + archive, () -> close(tar));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "archive.unreadable", archive + ": cannot be read as a tar archive (" + e + ")", e);
    }
  }

  /** The constructor lists the archive, and leaves the channel open when it cannot. */
  private static TarFile read(SeekableByteChannel channel) throws IOException {
    boolean opened = false;
    try {
      TarFile tar = new TarFile(channel);
      opened = true;
      return tar;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static SeekableByteChannel channel(Path archive) throws IOException {
    String name = archive.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".tar")) {
      return Files.newByteChannel(archive);
    }
    try (InputStream file = Files.newInputStream(archive);
        InputStream in = new GZIPInputStream(file, BUFFER)) {
      return Unpacked.open(in, "it");
    }
  }

  private static void close(TarFile tar) {
    try {
      tar.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
