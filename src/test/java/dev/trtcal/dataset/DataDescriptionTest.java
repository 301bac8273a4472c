package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sources say about themselves. */
class DataDescriptionTest {
  private static final Preprocess PIXELS =
      Preprocess.builder().resize(4, 4).color(ColorOrder.GRAY).type(ElementType.UINT8).build();

  @TempDir Path root;

  @Test
  void coversTheImagesWantedInTheirOrder() throws IOException {
    new TestFolder(root).images(5);
    Map<String, Path> two = new LinkedHashMap<>();
    two.put("000.png", root.resolve("000.png"));
    two.put("001.png", root.resolve("001.png"));

    assertEquals(
        new DataDescription("images", PIXELS.canonical(), 2, 2, ContentHash.ofFiles(two)),
        describe(ImageSource.of(root, PIXELS).maxImages(2)));
    assertNotEquals(
        describe(ImageSource.of(root, PIXELS)),
        describe(ImageSource.of(root, PIXELS).shuffle(true)));
  }

  @Test
  void changesWithTheContentOfAFile() throws IOException {
    TestFolder folder = new TestFolder(root).images(2);
    DataDescription before = describe(ImageSource.of(root, PIXELS));
    assertEquals(before, describe(ImageSource.of(root, PIXELS)));
    folder.image("001.png", 77);
    assertNotEquals(before.sha256(), describe(ImageSource.of(root, PIXELS)).sha256());
  }

  @Test
  void isTheSameAfterAPassThatSkippedAFile() throws IOException {
    new TestFolder(root).images(3).file("000.png", (byte) 1);
    DataDescription before = describe(ImageSource.of(root, PIXELS).maxImages(2));
    try (ImageSource source = ImageSource.of(root, PIXELS).maxImages(2).open();
        Arena arena = Arena.ofConfined()) {
      assertEquals(2, source.fill(Map.of("", arena.allocate(32)), 2));
      assertEquals(1, source.skipped().size());
      assertEquals(before, source.description().orElseThrow());
    }
  }

  @Test
  void tellsTensorsAndWhatTheyAreConvertedTo() throws IOException {
    TestFolder folder = new TestFolder(root);
    folder.file("a.npy", NpyBytes.float32("(2, 2)", 0, 1, 2, 3));
    TensorSpec x = new TensorSpec("x", ElementType.FLOAT32, Shape.of(Shape.DYNAMIC, 2));
    Path file = root.resolve("a.npy");
    try (NpySource source = NpySource.of(file).network(List.of(x)).maxSamples(1).open()) {
      assertEquals(
          new DataDescription(
              "tensors", "x=float32", 1, 1, ContentHash.ofFiles(Map.of("a.npy", file))),
          source.description().orElseThrow());
    }
  }

  private static DataDescription describe(ImageSource.Builder folder) {
    try (ImageSource source = folder.open()) {
      return source.description().orElseThrow();
    }
  }
}
