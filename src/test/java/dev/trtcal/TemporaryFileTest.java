package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that died leaves is deleted by the next one; what a living one has is not. */
class TemporaryFileTest {
  @TempDir private Path folder;

  /** Writes half of an output, says so, and waits to be killed. */
  static final class Halfway {
    private Halfway() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
      try (OutputFile out = OutputFile.create(Path.of(arguments[0]));
          WorkFolder work = WorkFolder.create()) {
        out.append(ByteBuffer.wrap(new byte[1000]));
        Files.writeString(work.path().resolve("work"), "half");
        // Must not cost the other one its lock.
        OutputFile.write(Path.of(arguments[0]), new byte[1]);
        System.out.println("halfway");
        Thread.sleep(TimeUnit.MINUTES.toMillis(2));
      }
    }
  }

  private Process halfway(Path target) throws IOException {
    Process child =
        JavaChild.of(Halfway.class).with("-Djava.io.tmpdir=" + folder).start(target.toString());
    assertEquals('h', child.getInputStream().read());
    return child;
  }

  @Test
  void leavesAloneWhatALivingProcessWrites() throws Exception {
    Path target = Files.writeString(folder.resolve("model.cache"), "old");
    Process child = halfway(target);
    try {
      List<Path> its = list();
      assertEquals(4, its.size(), "output, half-written, and a work folder with its owner: " + its);
      OutputFile.write(target, new byte[] {1});
      assertEquals(its, list());
    } finally {
      child.destroyForcibly().waitFor();
    }
    OutputFile.write(target, new byte[] {2});
    assertEquals(3, list().size(), "the output's is gone");
    inFolder(() -> WorkFolder.create().close());
    assertEquals(List.of(target), list());
  }

  @Test
  void leavesAloneWhatThisProcessWrites() throws IOException {
    Path target = folder.resolve("model.cache");
    try (OutputFile first = OutputFile.create(target);
        OutputFile second = OutputFile.create(target)) {
      first.append(ByteBuffer.wrap(new byte[] {1}));
      second.append(ByteBuffer.wrap(new byte[] {2}));
      second.commit();
      first.commit();
    }
    assertEquals(1, Files.readAllBytes(target)[0]);
    assertEquals(List.of(target), list());
  }

  @Test
  void deletesOnlyFilesThatItCouldHaveMade() throws IOException {
    Path target = folder.resolve("model.cache");
    Path stale = Files.createFile(folder.resolve(".model.cache.0123456789abcdef.tmp"));
    List<Path> others =
        Stream.of(
                ".model.cache.0123456789abcdeg.tmp",
                ".model.cache.0123456789abcdef0.tmp",
                ".model.cache.0123456789abcdef",
                ".other.cache.0123456789abcdef.tmp",
                "model.cache.0123456789abcdef.tmp",
                ".model.cache.backup.tmp")
            .map(folder::resolve)
            .sorted()
            .toList();
    for (Path other : others) {
      Files.createFile(other);
    }
    Path link = folder.resolve(".model.cache.00000000000000aa.tmp");
    Files.createSymbolicLink(link, others.get(0));
    OutputFile.write(target, new byte[1]);
    assertFalse(Files.exists(stale));
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(list().containsAll(others), list().toString());
  }

  @Test
  void emptiesAWorkFolderAtItsEnd() throws Exception {
    inFolder(
        () -> {
          try (WorkFolder work = WorkFolder.create()) {
            Files.writeString(work.path().resolve("a"), "a");
            assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(work.path())));
          }
        });
    assertEquals(List.of(), list());
  }

  private interface Step {
    void run() throws IOException;
  }

  private void inFolder(Step step) throws IOException {
    String before = System.setProperty("java.io.tmpdir", folder.toString());
    try {
      step.run();
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
