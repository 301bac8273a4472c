package dev.trtcal.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image in a file of its own. */
record FileEntry(String name, Path path) implements ImageEntry {
  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(path);
  }
}
