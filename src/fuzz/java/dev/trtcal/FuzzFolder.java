package dev.trtcal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder for a target's input, which sees whether any other file appears or stays. */
public final class FuzzFolder {
  private final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
  private final Path inner;
  private final Set<Path> before;

  /** Below the folder for temporary files, deep enough for {@code ../..} to stay in it. */
  public FuzzFolder() {
    try {
      inner = Files.createDirectories(temporary.resolve("fuzz/a/b/c"));
      try (Stream<Path> files = Files.list(inner)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      before = files();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the input. */
  public Path write(String name, byte[] input) throws IOException {
    return Files.write(inner.resolve(name), input);
  }

  /** Deletes the input, after which all must be as it was: nothing unpacked, nothing left. */
  public void check(Path input) throws IOException {
    Files.delete(input);
    Set<Path> after = files();
    after.removeAll(before);
    if (!after.isEmpty()) {
      throw new AssertionError("files that should not be: " + after);
    }
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(temporary)) {
      return files.collect(Collectors.toSet());
    }
  }
}
