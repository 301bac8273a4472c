package dev.trtcal.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.NpyBytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
  @TempDir private Path folder;

  /** Samples of these names. */
  private record Named(List<String> names) implements BatchSource {
    @Override
    public List<TensorSpec> samples() {
      return List.of(new TensorSpec("", ElementType.FLOAT32, Shape.of(1)));
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(names.size());
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void rewind() {}

    @Override
    public String origin(long sample) {
      return names.get((int) sample);
    }
  }

  private static final Named SAMPLES = new Named(List.of("cat/b.png", "dog/a.png", "cat/c.png"));

  private Labels text(String... lines) throws IOException {
    return Labels.read(Files.write(folder.resolve("labels.csv"), List.of(lines)));
  }

  private static List<Integer> all(Labels labels) {
    return List.of(labels.of(SAMPLES, 0), labels.of(SAMPLES, 1), labels.of(SAMPLES, 2));
  }

  private static void refuses(String code, String words, Runnable work) {
    InvalidInputException refused = assertThrows(InvalidInputException.class, work::run);
    assertEquals(code, refused.code());
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
  }

  @Test
  void readsOneClassALineInTheOrderOfTheData() throws IOException {
    assertEquals(List.of(7, 0, 3), all(text("7", "0", "", " 3 ")));
    assertEquals(List.of(7, 0, 3), all(text("class", "7", "0", "3")), "a heading is skipped");
  }

  @Test
  void findsASampleByItsPathOrByItsFilesNameAlone() throws IOException {
    assertEquals(List.of(1, 2, 3), all(text("file,class", "dog/a.png,2", "b.png,1", "c.png, 3")));
  }

  @Test
  void readsWholeNumbersFromNpy() throws IOException {
    Path bytes = folder.resolve("u1.npy");
    Files.write(bytes, NpyBytes.file("|u1", "(3,)", new byte[] {9, (byte) 200, 1}));
    assertEquals(List.of(9, 200, 1), all(Labels.read(bytes)));
    Path longs = folder.resolve("i8.npy");
    byte[] little = new byte[24];
    little[0] = 4;
    little[8] = 5;
    little[16] = 6;
    Files.write(longs, NpyBytes.file("<i8", "(3,)", little));
    assertEquals(List.of(4, 5, 6), all(Labels.read(longs)));
  }

  @Test
  void numbersFoldersInTheOrderOfTheirNames() throws IOException {
    Files.createDirectory(folder.resolve("dog"));
    Files.createDirectory(folder.resolve("cat"));
    Files.write(folder.resolve("notes.txt"), List.of("no class"));
    assertEquals(List.of(0, 1, 0), all(Labels.folders(folder)));
  }

  @Test
  void tellsWhatIsNoLabel() throws IOException {
    refuses("labels.unreadable", ":3: 'x' is no class", () -> readText("1", "2", "x"));
    refuses("labels.unreadable", "some lines name their sample", () -> readText("a.png,1", "2"));
    refuses("labels.unreadable", "no such file", () -> Labels.read(folder.resolve("none.csv")));
    Path floats = folder.resolve("f4.npy");
    Files.write(floats, NpyBytes.float32("(2,)", new float[2]));
    refuses("labels.unreadable", "whole numbers", () -> Labels.read(floats));
    Path binary = folder.resolve("binary.csv");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc3});
    refuses("labels.unreadable", "is no text", () -> Labels.read(binary));
  }

  @Test
  void tellsWhichSampleHasNone() throws IOException {
    Labels two = text("7", "0");
    refuses("labels.missing", "holds 2 labels", () -> two.of(SAMPLES, 2));
    Labels named = text("a.png,1", "b.png,1");
    refuses("labels.missing", "no label for cat/c.png", () -> named.of(SAMPLES, 2));
    refuses("labels.folders", "holds 0 folders", () -> Labels.folders(folder));
    refuses("labels.folders", "cannot be read", () -> Labels.folders(folder.resolve("none")));
    Files.createDirectory(folder.resolve("dog"));
    Files.createDirectory(folder.resolve("fox"));
    Labels folders = Labels.folders(folder);
    refuses("labels.missing", "cat/b.png lies in no folder", () -> folders.of(SAMPLES, 0));
  }

  private Labels readText(String... lines) {
    try {
      return text(lines);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
