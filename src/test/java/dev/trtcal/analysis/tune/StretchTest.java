package dev.trtcal.analysis.tune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchSource;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.dataset.NpySource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that use little of their input's range, and what brings them to the whole of it. */
class StretchTest {
  private static final InputRange RANGE = new InputRange(-2, 2);

  @TempDir private Path folder;

  /** Samples of two floats. */
  private BatchSource samples(float... values) throws IOException {
    Path file = folder.resolve("x.npy");
    Files.write(file, NpyBytes.float32("(" + values.length / 2 + ", 2)", values));
    return NpySource.of(file).open();
  }

  private static float[] read(BatchSource source, int capacity) {
    String name = source.samples().get(0).name();
    List<Float> all = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment rows = arena.allocate(8L * capacity);
      int n = capacity;
      while (n == capacity) {
        n = source.fill(Map.of(name, rows), capacity);
        for (int i = 0; i < 2 * n; i++) {
          all.add(rows.getAtIndex(ValueLayout.JAVA_FLOAT, i));
        }
      }
    }
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = all.get(i);
    }
    return values;
  }

  @Test
  void bringsTheLeastAndTheLargestValueToTheEndsOfTheRange() throws IOException {
    try (BatchSource dark = samples(-2, -1.5f, -1.75f, -1)) {
      Stretch stretch = Stretch.of(dark, RANGE).orElseThrow();
      assertEquals(0.25, stretch.used());
      assertEquals(4, stretch.gain());
      assertEquals(6, stretch.shift());
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment two = arena.allocateFrom(ValueLayout.JAVA_FLOAT, -2, -1);
        stretch.apply(two, 2);
        assertArrayEquals(new float[] {-2, 2}, two.toArray(ValueLayout.JAVA_FLOAT));
      }
      assertEquals(4, read(dark, 8).length, "the source was rewound");
    }
  }

  @Test
  void leavesDataAsTheyAreThatUseFourFifths() throws IOException {
    try (BatchSource wide = samples(-2, 1.25f, 0, 0)) {
      assertEquals(Optional.empty(), Stretch.of(wide, RANGE));
    }
    try (BatchSource less = samples(-2, 1.125f, 0, 0)) {
      assertTrue(Stretch.of(less, RANGE).isPresent());
    }
  }

  @Test
  void hasNothingToStretchInDataThatAreAllTheSame() throws IOException {
    try (BatchSource flat = samples(1, 1, 1, 1)) {
      assertEquals(Optional.empty(), Stretch.of(flat, RANGE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void handsOutStretchedSamplesFirstAndThenAsTheyAre(int capacity) throws IOException {
    try (BatchSource dark = samples(-2, -1.5f, -1.75f, -1, -2, -2)) {
      Stretched twice = new Stretched(dark, Stretch.of(dark, RANGE));
      assertEquals(OptionalLong.of(6), twice.count());
      float[] expected = {-2, 0, -1, 2, -2, -2, -2, -1.5f, -1.75f, -1, -2, -2};
      assertArrayEquals(expected, read(twice, capacity));
      assertArrayEquals(
          new int[] {0, 1, 2, 0, 1, 2}, IntStream.range(0, 6).map(twice::original).toArray());
      twice.rewind();
      assertArrayEquals(expected, read(twice, capacity), "again from the start");
    }
  }

  @Test
  void handsOutOnceWhatNeedsNoStretch() throws IOException {
    try (BatchSource wide = samples(-2, 2, 0, 0)) {
      Stretched once = new Stretched(wide, Stretch.of(wide, RANGE));
      assertEquals(OptionalLong.of(2), once.count());
      assertArrayEquals(new float[] {-2, 2, 0, 0}, read(once, 3));
    }
  }
}
