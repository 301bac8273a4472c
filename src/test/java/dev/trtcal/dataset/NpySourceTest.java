package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchLayout;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpySourceTest {
  private static final TensorSpec PAIR =
      new TensorSpec("x", ElementType.FLOAT32, Shape.of(Shape.DYNAMIC, 2));

  @TempDir Path folder;

  @Test
  void handsOutAFileBatchByBatch() throws IOException {
    Path file = write("a.npy", NpyBytes.float32("(5, 2)", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    try (NpySource source = NpySource.of(file).network(List.of(PAIR)).open()) {
      assertEquals(
          List.of(new TensorSpec("x", ElementType.FLOAT32, Shape.of(2))), source.samples());
      assertEquals(OptionalLong.of(5), source.count());
      assertArrayEquals(new float[] {0, 1, 2, 3}, floats(source, 2));
      assertArrayEquals(new float[] {4, 5, 6, 7}, floats(source, 2));
      assertArrayEquals(new float[] {8, 9}, floats(source, 2));
      assertArrayEquals(new float[0], floats(source, 2));
      assertEquals("a.npy[3]", source.origin(3));
      source.rewind();
      assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, floats(source, 9));
    }
  }

  @Test
  void takesOneSampleAFileWhenTheRankIsOneLess() throws IOException {
    write("b.npy", NpyBytes.float32("(2,)", 3, 4));
    write("a.npy", NpyBytes.float32("(2,)", 1, 2));
    write("sub/c.npy", NpyBytes.float32("(2,)", 5, 6));
    write("notes.txt", new byte[3]);
    try (NpySource source = NpySource.of(folder).network(List.of(PAIR)).open()) {
      assertEquals(OptionalLong.of(3), source.count());
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, floats(source, 8));
      assertEquals("sub/c.npy", source.origin(2));
    }
  }

  @Test
  void chainsFilesOfSeveralSamplesAndPassesOverEmptyOnes() throws IOException {
    write("a.npy", NpyBytes.float32("(2, 2)", 1, 2, 3, 4));
    write("b.npy", NpyBytes.float32("(0, 2)"));
    write("c.npy", NpyBytes.float32("(1, 2)", 5, 6));
    try (NpySource source = NpySource.of(folder).network(List.of(PAIR)).open()) {
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, floats(source, 3));
      assertEquals("a.npy[1]", source.origin(1));
      assertEquals("c.npy[0]", source.origin(2));
      source.rewind();
      assertArrayEquals(new float[] {1, 2}, floats(source, 1));
      assertArrayEquals(new float[] {3, 4, 5, 6}, floats(source, 2));
    }
  }

  @Test
  void takesTheFirstAxisForSamplesWhereNoNetworkIsKnown() throws IOException {
    Path file = write("a.npy", NpyBytes.uint8("(3, 2)", 1, 2, 3, 4, 5, 6));
    try (NpySource source = NpySource.of(file).open()) {
      assertEquals(List.of(new TensorSpec("", ElementType.UINT8, Shape.of(2))), source.samples());
      assertEquals(OptionalLong.of(3), source.count());
    }
  }

  @Test
  void feedsSeveralInputsByName() throws IOException {
    Path x = write("x.npy", NpyBytes.float32("(2, 2)", 1, 2, 3, 4));
    Path mask = write("mask.npy", NpyBytes.file("|b1", "(2,)", new byte[] {1, 0}));
    List<TensorSpec> network =
        List.of(PAIR, new TensorSpec("mask", ElementType.BOOL, Shape.of(Shape.DYNAMIC)));
    try (NpySource source = NpySource.of(Map.of("x", x, "mask", mask)).network(network).open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment xs = arena.allocate(16);
      MemorySegment masks = arena.allocate(2);
      assertEquals(2, source.fill(Map.of("x", xs, "mask", masks), 2));
      assertArrayEquals(new float[] {1, 2, 3, 4}, xs.toArray(ValueLayout.JAVA_FLOAT));
      assertArrayEquals(new byte[] {1, 0}, masks.toArray(ValueLayout.JAVA_BYTE));
      assertEquals(2, BatchLayout.fit(network, source.samples(), OptionalInt.of(2)).batchSize());
    }
  }

  @Test
  void convertsFloat16AndUint8ToFloat32Exactly() throws IOException {
    float[] halves = {0f, -0f, 65504f, 5.9604645E-8f, -1.5f, Float.POSITIVE_INFINITY};
    try (NpySource source = open(NpyBytes.float16("(3, 2)", halves))) {
      assertArrayEquals(halves, floats(source, 3));
    }
    try (NpySource source = open(NpyBytes.uint8("(2, 2)", 0, 1, 128, 255))) {
      assertArrayEquals(new float[] {0, 1, 128, 255}, floats(source, 2));
    }
  }

  private static byte[] doubles(double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    return NpyBytes.file("<f8", "(1, " + values.length + ")", data.array());
  }

  private static byte[] longs(long... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return NpyBytes.file("<i8", "(1, " + values.length + ")", data.array());
  }

  private MemorySegment converted(byte[] file, ElementType wanted) throws IOException {
    TensorSpec input = new TensorSpec("x", wanted, Shape.of(Shape.DYNAMIC, Shape.DYNAMIC));
    try (NpySource source = NpySource.of(write("a.npy", file)).network(List.of(input)).open()) {
      assertEquals(1, source.notes().size());
      assertTrue(source.notes().get(0).contains("input x: "), source.notes().get(0));
      assertEquals(wanted, source.samples().get(0).type());
      MemorySegment buffer = Arena.ofAuto().allocate(source.samples().get(0).bytes(), 8);
      assertEquals(1, source.fill(Map.of("x", buffer), 1));
      return buffer;
    }
  }

  @Test
  void convertsDoublesToTheNearestAndWholeNumbersExactly() throws IOException {
    assertArrayEquals(
        new float[] {0.1f, -2f, Float.NaN, Float.NEGATIVE_INFINITY},
        converted(doubles(0.1, -2, Double.NaN, Double.NEGATIVE_INFINITY), ElementType.FLOAT32)
            .toArray(ValueLayout.JAVA_FLOAT));
    assertArrayEquals(
        new short[] {Float.floatToFloat16(0.1f), Float.floatToFloat16(65504)},
        converted(doubles(0.1, 65504), ElementType.FLOAT16).toArray(ValueLayout.JAVA_SHORT));
    assertArrayEquals(
        new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE},
        converted(longs(Integer.MIN_VALUE, -1, Integer.MAX_VALUE), ElementType.INT32)
            .toArray(ValueLayout.JAVA_INT));
    assertArrayEquals(
        new long[] {0, 255},
        converted(NpyBytes.uint8("(1, 2)", 0, 255), ElementType.INT64)
            .toArray(ValueLayout.JAVA_LONG));
    assertArrayEquals(
        new byte[] {1, 0}, converted(longs(1, 0), ElementType.BOOL).toArray(ValueLayout.JAVA_BYTE));
    assertArrayEquals(
        new float[] {-(1 << 24), 1 << 25},
        converted(longs(-(1 << 24), 1 << 25), ElementType.FLOAT32).toArray(ValueLayout.JAVA_FLOAT));
  }

  @Test
  void refusesValuesThatTheNetworksTypeCannotTake() {
    assertValueRefused(longs(1, 1L << 31), ElementType.INT32);
    assertValueRefused(longs(0, -1), ElementType.UINT8);
    assertValueRefused(longs(0, 128), ElementType.INT8);
    assertValueRefused(longs(1, 2), ElementType.BOOL);
    assertValueRefused(longs(0, (1 << 24) + 1), ElementType.FLOAT32);
    assertValueRefused(longs(Long.MAX_VALUE), ElementType.FLOAT32);
    assertValueRefused(longs(0, 2049), ElementType.FLOAT16);
    assertValueRefused(longs(1 << 20), ElementType.FLOAT16);
    assertValueRefused(doubles(1, 1e39), ElementType.FLOAT32);
    assertValueRefused(doubles(70000), ElementType.FLOAT16);
  }

  private void assertValueRefused(byte[] file, ElementType wanted) {
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> converted(file, wanted));
    assertEquals("npy.value", refusal.code());
    assertTrue(refusal.getMessage().startsWith("a.npy[0]: holds"), refusal.getMessage());
  }

  @Test
  void namesTheSampleWhoseValueDoesNotFit() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8 * 6).order(ByteOrder.LITTLE_ENDIAN);
    data.putLong(8 * 5, 1L << 40);
    TensorSpec input = new TensorSpec("x", ElementType.INT32, Shape.of(Shape.DYNAMIC, 2));
    Path file = write("a.npy", NpyBytes.file("<i8", "(3, 2)", data.array()));
    try (NpySource source = NpySource.of(file).network(List.of(input)).open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(24, 8);
      InvalidInputException refusal =
          assertThrows(InvalidInputException.class, () -> source.fill(Map.of("x", buffer), 3));
      assertTrue(refusal.getMessage().startsWith("a.npy[2]: "), refusal.getMessage());
    }
  }

  @Test
  void takesArraysOfWholeInputsWhereThereIsNoBatchAxis() throws IOException {
    List<TensorSpec> network =
        List.of(
            new TensorSpec("state", ElementType.FLOAT32, Shape.of(2, Shape.DYNAMIC, 1)),
            new TensorSpec("rate", ElementType.FLOAT32, Shape.of()));
    Path state = write("state.npy", NpyBytes.float32("(2, 2, 1, 1)", 1, 2, 3, 4));
    Path rate = write("rate.npy", NpyBytes.float32("(2,)", 5, 6));
    try (NpySource source =
            NpySource.of(Map.of("state", state, "rate", rate)).network(network).open();
        Arena arena = Arena.ofConfined()) {
      BatchLayout layout = BatchLayout.fit(network, source.samples(), OptionalInt.empty());
      assertEquals(1, layout.batchSize());
      MemorySegment states = arena.allocate(8, 4);
      MemorySegment rates = arena.allocate(4, 4);
      assertEquals(1, source.fill(Map.of("state", states, "rate", rates), 1));
      assertEquals(1, source.fill(Map.of("state", states, "rate", rates), 1));
      assertArrayEquals(new float[] {3, 4}, states.toArray(ValueLayout.JAVA_FLOAT));
      assertArrayEquals(new float[] {6}, rates.toArray(ValueLayout.JAVA_FLOAT));
      assertEquals(1, source.notes().size());
      assertTrue(source.notes().get(0).contains("as a whole, 2x1x1, for 2 runs"));
    }
  }

  @Test
  void convertsMoreThanOneStageHolds() throws IOException {
    int[] values = new int[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 251;
    }
    try (NpySource source = open(NpyBytes.uint8("(50000, 2)", values))) {
      float[] read = floats(source, 50_000);
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], read[i]);
      }
    }
  }

  @Test
  void leavesOtherTypesToBeRefusedByTheLayout() throws IOException {
    List<TensorSpec> ids = List.of(new TensorSpec("x", ElementType.INT32, PAIR.shape()));
    try (NpySource source =
        NpySource.of(write("a.npy", NpyBytes.float32("(1, 2)", 1, 2))).network(ids).open()) {
      UsageException refusal =
          assertThrows(
              UsageException.class,
              () -> BatchLayout.fit(ids, source.samples(), OptionalInt.empty()));
      assertEquals("input.type", refusal.code());
      assertTrue(refusal.getMessage().contains("not converted"), refusal.getMessage());
      assertEquals(List.of(), source.notes());
    }
  }

  @Test
  void handsOutNoMoreSamplesThanAskedFor() throws IOException {
    Path file = write("a.npy", NpyBytes.float32("(3, 2)", 1, 2, 3, 4, 5, 6));
    try (NpySource source = NpySource.of(file).maxSamples(2).open()) {
      assertEquals(OptionalLong.of(2), source.count());
      assertArrayEquals(new float[] {1, 2, 3, 4}, floats(source, 3));
    }
  }

  @Test
  void writesNothingBehindTheSamplesItHandsOut() throws IOException {
    try (NpySource source = open(NpyBytes.uint8("(1, 2)", 1, 2));
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(64).fill((byte) 9);
      assertEquals(1, source.fill(Map.of("x", buffer), 8));
      assertEquals(9, buffer.get(ValueLayout.JAVA_BYTE, 8));
    }
  }

  @Test
  void refusesARankThatFitsNeitherWay() throws IOException {
    UsageException refusal =
        assertThrows(UsageException.class, () -> open(NpyBytes.uint8("(1, 1, 2)", 1, 2)).close());
    assertEquals("input.shape", refusal.code());
    assertTrue(refusal.getMessage().contains("1x1x2"), refusal.getMessage());
  }

  @Test
  void refusesFilesThatDifferInShapeOrType() throws IOException {
    write("a.npy", NpyBytes.uint8("(1, 2)", 1, 2));
    write("b.npy", NpyBytes.uint8("(1, 3)", 1, 2, 3));
    assertRefused("npy.mixed", folder, "b.npy", "uint8[3]", "a.npy", "uint8[2]");
    write("b.npy", NpyBytes.float32("(1, 2)", 1, 2));
    assertRefused("npy.mixed", folder, "b.npy", "float32[2]");
  }

  @Test
  void refusesInputsWithDifferentCounts() throws IOException {
    Path a = write("a.npy", NpyBytes.uint8("(1, 2)", 1, 2));
    Path b = write("b.npy", NpyBytes.uint8("(2, 2)", 1, 2, 3, 4));
    InvalidInputException refusal =
        assertThrows(
            InvalidInputException.class, () -> NpySource.of(Map.of("a", a, "b", b)).open().close());
    assertEquals("npy.count", refusal.code());
    assertTrue(refusal.getMessage().contains("b.npy: holds 2 samples"), refusal.getMessage());
  }

  @Test
  void refusesAFolderOfJunkAndSaysWhatItSaw() throws IOException {
    write("a.txt", new byte[1]);
    write("b.txt", new byte[1]);
    write("README", new byte[1]);
    assertRefused("npy.none", folder, "0 .npy files among 3 files (.txt 2, no extension 1)");
  }

  @Test
  void refusesDataWithoutASample() throws IOException {
    assertRefused("npy.empty", write("a.npy", NpyBytes.uint8("(0, 2)")));
    assertRefused("npy.empty", write("a.npy", NpyBytes.uint8("(4611686018427387904, 0)")));
  }

  @Test
  void refusesABrokenFileAmongGoodOnes() throws IOException {
    write("a.npy", NpyBytes.uint8("(1, 2)", 1, 2));
    write("b.npy", new byte[] {1});
    assertRefused("npy.header", folder, "b.npy");
  }

  @Test
  void noticesAFileThatChangesBetweenPasses() throws IOException {
    write("a.npy", NpyBytes.float32("(1, 2)", 1, 2));
    write("b.npy", NpyBytes.float32("(1, 2)", 1, 2));
    try (NpySource source = NpySource.of(folder).network(List.of(PAIR)).open()) {
      floats(source, 2);
      write("a.npy", NpyBytes.float32("(2, 2)", 1, 2, 3, 4));
      source.rewind();
      assertEquals(
          "npy.changed", assertThrows(InvalidInputException.class, () -> floats(source, 2)).code());
    }
  }

  @Test
  void refusesToReadOnceClosed() throws IOException {
    NpySource source = open(NpyBytes.float32("(1, 2)", 1, 2));
    source.close();
    source.close();
    assertThrows(IllegalStateException.class, () -> floats(source, 1));
  }

  private NpySource open(byte[] bytes) throws IOException {
    return NpySource.of(write("one.npy", bytes)).network(List.of(PAIR)).open();
  }

  private void assertRefused(String code, Path path, String... told) {
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> NpySource.of(path).open().close());
    assertEquals(code, refusal.code());
    for (String part : told) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
  }

  private Path write(String name, byte[] bytes) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, bytes);
  }

  private static float[] floats(NpySource source, int capacity) {
    TensorSpec sample = source.samples().get(0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(sample.bytes() * capacity, 4);
      int samples = source.fill(Map.of(sample.name(), buffer), capacity);
      return buffer.asSlice(0, sample.bytes() * samples).toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
