package dev.trtcal.cli;

import java.nio.file.Path;

/** Where a result goes when the user does not say. */
final class DefaultFile {
  private DefaultFile() {}

  /** The model's name with another extension, in this folder. */
  static Path of(Path model, String extension) {
    String name = model.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return Path.of((dot > 0 ? name.substring(0, dot) : name) + extension);
  }
}
