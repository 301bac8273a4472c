package dev.trtcal.doctor;

import dev.trtcal.Component;
import dev.trtcal.image.ImageDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What every engine uses. */
final class CommonParts {
  private static final String OTHER_FOLDER = "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER";
  private static final long ENOUGH = 1L << 30;

  private CommonParts() {}

  static List<Component> all() {
    return List.of(jdk(), jpeg(), temporaryFolder());
  }

  private static Component jdk() {
    return Component.ok("JDK", Runtime.version().toString(), System.getProperty("java.home"));
  }

  private static Component jpeg() {
    Component jpeg = ImageDecoder.jpegComponent();
    return jpeg.status() == Component.Status.OK
        ? jpeg
        : jpeg.advising(
            jpeg.advice()
                + "; until then ImageIO decodes JPEG: slower, and not always to Pillow's pixels");
  }

  /** Where the shim and ONNX Runtime are unpacked, and the optimised network lies for a while. */
  private static Component temporaryFolder() {
    String name = "temporary folder";
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isWritable(folder)) {
      return Component.broken(
          name, "", folder.toString(), "cannot be written; name another by " + OTHER_FOLDER);
    }
    long free = folder.toFile().getUsableSpace();
    Component found =
        Component.ok(
            name,
            String.format(Locale.ROOT, "%.1f GiB free", free / (double) (1L << 30)),
            folder.toString());
    return free >= ENOUGH
        ? found
        : found.advising(
            "little room for native libraries and networks; name another by " + OTHER_FOLDER);
  }
}
