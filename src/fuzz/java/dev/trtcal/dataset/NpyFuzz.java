package dev.trtcal.dataset;

import dev.trtcal.FuzzFolder;
import dev.trtcal.TrtcalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Any bytes as a .npy file: it is read whole, or a {@link TrtcalException} says why not; memory is
 * bounded whatever the header claims.
 */
public final class NpyFuzz {
  private static final FuzzFolder FOLDER = new FuzzFolder();

  private NpyFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path path = FOLDER.write("x.npy", input);
    try (NpyFile file = NpyFile.open(path)) {
      NpyReading.readWhole(file);
    } catch (TrtcalException e) {
      // Refused, as it may be.
    }
    FOLDER.check(path);
  }

  /** Files of all versions, and a scalar. */
  public static List<byte[]> seeds() {
    String dictionary = "{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2), }";
    return List.of(
        NpyBytes.float32("(2, 3)", 1, 2, 3, 4, 5, 6),
        NpyBytes.float16("(1, 2)", 1, 2),
        NpyBytes.uint8("()", 7),
        NpyBytes.file("|b1", "(0,)", new byte[0]),
        NpyBytes.file(2, dictionary, new byte[16]),
        NpyBytes.file(3, dictionary, new byte[16]));
  }
}
