package dev.trtcal.dataset;

import dev.trtcal.FuzzFolder;
import java.io.IOException;
import java.util.List;

/** Any bytes as a zip archive of images: see {@link ArchiveReading}. */
public final class ZipFuzz {
  private static final FuzzFolder FOLDER = new FuzzFolder();

  private ZipFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    ArchiveReading.read(FOLDER, "x.zip", input);
  }

  /** Stored and compressed entries. */
  public static List<byte[]> seeds() throws IOException {
    byte[] image = new byte[100];
    return List.of(
        ArchiveSeeds.zip(false, "a.jpg", image, "b/c.png", image),
        ArchiveSeeds.zip(true, "../../a.jpg", image, "/b.png", image, "c.txt", image));
  }
}
