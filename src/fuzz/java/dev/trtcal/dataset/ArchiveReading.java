package dev.trtcal.dataset;

import dev.trtcal.FuzzFolder;
import dev.trtcal.TrtcalException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What holds of any bytes taken for an archive: it is listed, or a {@link TrtcalException} says why
 * not; each image in it is read, or an IOException says why not; no file appears, and none stays.
 */
final class ArchiveReading {
  /** The limits of time are for one entry; an archive may name the same bytes many times. */
  private static final int ENTRIES_READ = 4;

  private ArchiveReading() {}

  static void read(FuzzFolder folder, String name, byte[] input) throws IOException {
    Path path = folder.write(name, input);
    try (ImageSet set = ImageSet.of(path);
        ImageBytes bytes = new ImageBytes()) {
      set.entries().stream().limit(ENTRIES_READ).forEach(entry -> read(bytes, entry));
    } catch (TrtcalException e) {
      // Refused, as it may be.
    }
    folder.check(path);
  }

  private static void read(ImageBytes bytes, ImageEntry entry) {
    try {
      bytes.read(entry);
    } catch (IOException e) {
      // Such an image is left out.
    }
  }
}
