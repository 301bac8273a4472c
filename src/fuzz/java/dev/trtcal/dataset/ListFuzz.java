package dev.trtcal.dataset;

import dev.trtcal.FuzzFolder;
import dev.trtcal.TrtcalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Any bytes as a list file: its names are given, or a {@link TrtcalException} says why not. */
public final class ListFuzz {
  private static final FuzzFolder FOLDER = new FuzzFolder();

  private ListFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path path = FOLDER.write("x.txt", input);
    try (ImageSet set = ImageSet.ofList(path)) {
      set.entries().forEach(ImageEntry::location);
      set.shuffled(1).hasClasses();
    } catch (TrtcalException e) {
      // Refused, as it may be.
    }
    FOLDER.check(path);
  }

  /** Lists as people write them. */
  public static List<byte[]> seeds() {
    return List.of(
        "a.jpg\nb/c.png\n\n# no name\n".getBytes(StandardCharsets.UTF_8),
        "/a.jpg\r\n../\u00e9\u4e2d.png".getBytes(StandardCharsets.UTF_8),
        "\ufeffa\\b.bmp\nC:/d.webp".getBytes(StandardCharsets.UTF_8));
  }
}
