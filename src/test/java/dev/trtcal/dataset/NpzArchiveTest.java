package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzArchiveTest {
  private static final TensorSpec X =
      new TensorSpec("x", ElementType.FLOAT32, Shape.of(Shape.DYNAMIC, 2));
  private static final byte[] TWO = NpyBytes.float32("(2, 2)", 1, 2, 3, 4);
  private static final byte[] OTHER = NpyBytes.float32("(2, 2)", 5, 6, 7, 8);

  @TempDir Path folder;

  private Path npz(Map<String, byte[]> files) throws IOException {
    Path path = folder.resolve("a.npz");
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return path;
  }

  private static float[] read(Path path) {
    try (NpySource source = NpySource.of(path).network(List.of(X)).open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(16, 4);
      assertEquals(2, source.fill(Map.of("x", buffer), 2));
      return buffer.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  private static String code(Path path) {
    return assertThrows(InvalidInputException.class, () -> read(path)).code();
  }

  @Test
  void takesTheArrayOfTheInputsName() throws IOException {
    assertArrayEquals(new float[] {5, 6, 7, 8}, read(npz(Map.of("a.npy", TWO, "x.npy", OTHER))));
  }

  @Test
  void takesTheOnlyArrayWhateverItsName() throws IOException {
    assertArrayEquals(new float[] {1, 2, 3, 4}, read(npz(Map.of("arr_0.npy", TWO))));
  }

  @Test
  void refusesAnArchiveThatLeavesTheArrayOpen() throws IOException {
    assertEquals("npz.array", code(npz(Map.of("a.npy", TWO, "b.npy", OTHER))));
    assertEquals("npz.empty", code(npz(Map.of("notes.txt", TWO))));
    assertEquals("npy.header", code(npz(Map.of("x.npy", new byte[] {1, 2, 3}))));
    assertEquals("npz.unreadable", code(Files.write(folder.resolve("b.npz"), TWO)));
    assertEquals("npz.unreadable", code(folder.resolve("none.npz")));
  }

  @Test
  void damagedBytesAreRefusedInWordsOrHarmless() throws IOException {
    byte[] good = Files.readAllBytes(npz(Map.of("a.npy", TWO, "x.npy", OTHER)));
    Random random = new Random(5);
    Path path = folder.resolve("damaged.npz");
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = good.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(path, bytes);
      try {
        read(path);
      } catch (InvalidInputException e) {
        assertEquals(1, e.getMessage().lines().count());
        refused++;
      } catch (UsageException e) {
        refused++;
      }
    }
    assertTrue(refused > 500, refused + " refused");
  }
}
