package dev.trtcal.dataset;

import dev.trtcal.FuzzFolder;
import java.io.IOException;
import java.util.List;

/** Any bytes as a tar archive of images, compressed or not: see {@link ArchiveReading}. */
public final class TarFuzz {
  private static final FuzzFolder FOLDER = new FuzzFolder();

  private TarFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    boolean compressed = input.length > 1 && input[0] == 0x1f && input[1] == (byte) 0x8b;
    ArchiveReading.read(FOLDER, compressed ? "x.tgz" : "x.tar", input);
  }

  /** Plain names, names that need an extension of the format, a sparse file, a compressed one. */
  public static List<byte[]> seeds() throws IOException {
    byte[] image = new byte[100];
    byte[] plain = ArchiveSeeds.tar("a.jpg", image, "../../b.png", image);
    byte[] extended = ArchiveSeeds.tar("d/".repeat(70) + "a.jpg", image, "/b.png", image);
    return List.of(plain, extended, ArchiveSeeds.gzip(plain), ArchiveSeeds.sparseTar("a.jpg"));
  }
}
