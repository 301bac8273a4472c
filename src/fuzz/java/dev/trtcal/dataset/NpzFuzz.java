package dev.trtcal.dataset;

import dev.trtcal.FuzzFolder;
import dev.trtcal.TrtcalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Any bytes as a .npz file: every array it names is read whole, or a {@link TrtcalException} says
 * why not; no file appears, or stays when the array is closed.
 */
public final class NpzFuzz {
  private static final FuzzFolder FOLDER = new FuzzFolder();

  private NpzFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path path = FOLDER.write("x.npz", input);
    try {
      for (String name : NpzArchive.arrays(path)) {
        try (NpyFile file = NpzArchive.open(path, name)) {
          NpyReading.readWhole(file);
        }
      }
    } catch (TrtcalException e) {
      // Refused, as it may be.
    }
    FOLDER.check(path);
  }

  /** Stored and compressed arrays. */
  public static List<byte[]> seeds() throws IOException {
    byte[] array = NpyBytes.float32("(2, 3)", 1, 2, 3, 4, 5, 6);
    return List.of(
        ArchiveSeeds.zip(false, "a.npy", array, "b/c.npy", array),
        ArchiveSeeds.zip(true, "a.npy", array, "../b.npy", array));
  }
}
