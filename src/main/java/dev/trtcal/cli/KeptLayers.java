package dev.trtcal.cli;

import dev.trtcal.OutputException;
import dev.trtcal.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The layers that tuning keeps in floating point, as {@code calibrate --keep-fp32 @FILE} reads
 * them: one name a line.
 *
 * @param file where the list goes
 */
record KeptLayers(Path file) {
  /** Writes the list; where there are none, takes away that of an earlier run. */
  void write(List<String> layers) {
    if (!layers.isEmpty()) {
      String text = String.join("\n", layers) + "\n";
      OutputFile.write(file, text.getBytes(StandardCharsets.UTF_8));
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new OutputException(
          "output.failed", file + ": cannot be removed: " + e.getMessage(), e);
    }
  }
}
