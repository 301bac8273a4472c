package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images for one input, tensors for another. */
class JoinedSourceTest {
  private static final Path DEMO = Path.of("src/demo/images");
  private static final int IMAGES = 5;

  @TempDir Path folder;

  private void images() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      String name = String.format("%05d.png", i);
      Files.copy(DEMO.resolve(name), folder.resolve(name));
    }
  }

  private ImageSource imageSource() {
    return imageSource(0);
  }

  private ImageSource imageSource(int maxBad) {
    Preprocess preprocess =
        Preprocess.builder().color(ColorOrder.GRAY).resize(28, 28).mean(0.5f).std(0.5f).build();
    return ImageSource.of(folder, preprocess).input("image").maxBad(maxBad).open();
  }

  private NpySource tensors(int samples) throws IOException {
    float[] values = new float[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = i;
    }
    Path file = folder.resolve("vector.npy");
    Files.write(file, NpyBytes.float32("(" + samples + ", 1)", values));
    return NpySource.of(Map.of("vector", file)).open();
  }

  @Test
  void handsOutWhatBelongsTogether() throws IOException {
    images();
    try (BatchSource joined = JoinedSource.of(List.of(imageSource(), tensors(IMAGES)));
        ImageSource alone = imageSource();
        Arena arena = Arena.ofConfined()) {
      assertEquals(
          List.of(
              new TensorSpec("image", ElementType.FLOAT32, Shape.of(1, 28, 28)),
              new TensorSpec("vector", ElementType.FLOAT32, Shape.of(1))),
          joined.samples());
      assertEquals(OptionalLong.of(IMAGES), joined.count());
      MemorySegment image = arena.allocate(3 * 28 * 28 * 4, 4);
      MemorySegment wanted = arena.allocate(3 * 28 * 28 * 4, 4);
      MemorySegment vector = arena.allocate(3 * 4, 4);
      for (int pass = 0; pass < 2; pass++) {
        int first = 0;
        for (int n : new int[] {3, 2}) {
          assertEquals(n, joined.fill(Map.of("image", image, "vector", vector), 3));
          assertEquals(n, alone.fill(Map.of("image", wanted), 3));
          assertEquals(
              -1, image.asSlice(0, n * 784L * 4).mismatch(wanted.asSlice(0, n * 784L * 4)));
          assertEquals(first, vector.get(ValueLayout.JAVA_FLOAT, 0));
          first += n;
        }
        assertEquals(0, joined.fill(Map.of("image", image, "vector", vector), 3));
        joined.rewind();
        alone.rewind();
      }
      assertEquals("00004.png with vector.npy[4]", joined.origin(4));
    }
  }

  @Test
  void describesBothParts() throws IOException {
    images();
    String first;
    try (BatchSource joined = JoinedSource.of(List.of(imageSource(), tensors(IMAGES)))) {
      assertEquals("images+tensors", joined.description().orElseThrow().kind());
      assertEquals(IMAGES + 1, joined.description().orElseThrow().files());
      first = joined.description().orElseThrow().sha256();
    }
    Path vector = folder.resolve("vector.npy");
    byte[] other = Files.readAllBytes(vector);
    other[other.length - 1] ^= 1;
    Files.write(vector, other);
    try (BatchSource joined =
        JoinedSource.of(List.of(imageSource(), NpySource.of(Map.of("vector", vector)).open()))) {
      assertNotEquals(first, joined.description().orElseThrow().sha256());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void endsTheRunWhenAnImageHasToBeLeftOut(int maxBad) throws IOException {
    images();
    Files.writeString(folder.resolve("00001.png"), "no image");
    try (BatchSource joined = JoinedSource.of(List.of(tensors(IMAGES), imageSource(maxBad)));
        Arena arena = Arena.ofConfined()) {
      Map<String, MemorySegment> buffers =
          Map.of(
              "image", arena.allocate(IMAGES * 784L * 4, 4),
              "vector", arena.allocate(IMAGES * 4L, 4));
      TrtcalException thrown =
          assertThrows(TrtcalException.class, () -> joined.fill(buffers, IMAGES));
      assertTrue(thrown.getMessage().contains("00001.png"), thrown.getMessage());
    }
  }

  @Test
  void refusesPartsThatDoNotMatch() throws IOException {
    images();
    try (ImageSource image = imageSource();
        NpySource fewer = tensors(IMAGES - 1);
        NpySource unnamed = NpySource.of(folder.resolve("vector.npy")).open()) {
      InvalidInputException counts =
          assertThrows(InvalidInputException.class, () -> JoinedSource.of(List.of(image, fewer)));
      assertEquals("data.count", counts.code());
      assertTrue(counts.getMessage().contains("image has 5"), counts.getMessage());
      assertThrows(UsageException.class, () -> JoinedSource.of(List.of(image, unnamed)));
      assertThrows(UsageException.class, () -> JoinedSource.of(List.of(image, image)));
    }
  }
}
