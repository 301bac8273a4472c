package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  private static final byte[] OLD = {1};
  private static final byte[] NEW = {2, 3};

  @TempDir Path folder;

  @Test
  void replacesTheTargetOnCommitOnly() throws IOException {
    Path target = Files.write(folder.resolve("f"), OLD);

    try (OutputFile file = OutputFile.create(target)) {
      file.append(ByteBuffer.wrap(NEW));
      assertArrayEquals(OLD, Files.readAllBytes(target));
      file.commit();
    }

    assertArrayEquals(NEW, Files.readAllBytes(target));
    assertEquals(List.of(target), list());
  }

  @Test
  void leavesNothingWithoutACommit() throws IOException {
    Path target = folder.resolve("f");

    try (OutputFile file = OutputFile.create(target)) {
      file.append(ByteBuffer.wrap(NEW));
    }

    assertEquals(List.of(), list());
  }

  @Test
  void refusesAMissingFolderBeforeAnythingIsWritten() {
    Path target = folder.resolve("absent/f");

    OutputException e = assertThrows(OutputException.class, () -> OutputFile.checkWritable(target));

    assertEquals("output.unwritable", e.code());
    assertTrue(e.getMessage().startsWith(target + ": the folder "), e.getMessage());
    assertFalse(Files.exists(folder.resolve("absent")));
  }

  @Test
  void refusesAFolderAsTarget() {
    assertThrows(OutputException.class, () -> OutputFile.write(folder, NEW));
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
