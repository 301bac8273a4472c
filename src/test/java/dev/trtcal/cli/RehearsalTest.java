package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void everyCommandDoesItsWorkAndNothingIsLeftBehind() throws IOException {
    Set<Path> before = temporary();
    assertEquals(ExitCode.DONE, Rehearsal.run());
    assertEquals(before, temporary());
  }

  private static Set<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("trtcal-work"))
          .collect(Collectors.toSet());
    }
  }
}
