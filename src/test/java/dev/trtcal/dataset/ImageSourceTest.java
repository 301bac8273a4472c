package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  private static final Preprocess PIXELS =
      Preprocess.builder().resize(4, 4).color(ColorOrder.GRAY).type(ElementType.UINT8).build();
  private static final byte[] JUNK = {1, 2, 3};

  @TempDir Path root;
  private TestFolder folder;

  @BeforeEach
  void useAnEmptyFolder() {
    folder = new TestFolder(root);
  }

  @AfterEach
  void leavesNoThreads() {
    assertEquals(List.of(), decodingThreads());
  }

  @Test
  void handsOutImagesInOrderOfTheirNames() throws IOException {
    folder.image("b.png", 3).image("a/z.PNG", 2).image("B.png", 1).image("é.png", 5);
    folder.image("a.png", 0).image("c/d/e.png", 4).image("\uffee.png", 6).image("😀.png", 7);
    folder.image(".hidden.png", 9).image(".cache/x.png", 9).file("notes.txt", JUNK);
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      assertEquals(OptionalLong.of(8), source.count());
      // By code points: capitals first, '.' before '/', emoji behind all of the first plane.
      assertEquals(List.of(1, 0, 2, 3, 4, 5, 6, 7), values(source, 3));
      assertEquals("B.png", source.origin(0));
      assertEquals("a/z.PNG", source.origin(2));
      assertEquals(List.of(), source.skipped());
    }
  }

  @Test
  void tellsTheSampleThatPreprocessingMakes() throws IOException {
    folder.images(1);
    Preprocess color = Preprocess.builder().resize(8, 6).build();
    try (ImageSource source = ImageSource.of(root, color).input("x").open()) {
      assertEquals(
          List.of(new TensorSpec("x", ElementType.FLOAT32, Shape.of(3, 6, 8))), source.samples());
    }
  }

  @Test
  void fillsWithTheSameBytesHoweverManyThreads() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      folder.image(i + ".png", random.nextInt(256));
    }
    folder.file("30.png", JUNK).file("0.png", JUNK);
    List<Integer> expected = null;
    List<SkippedInput> skipped = null;
    for (int threads : new int[] {1, 2, 7}) {
      try (ImageSource source =
          ImageSource.of(root, PIXELS).threads(threads).maxImages(50).maxBad(2).open()) {
        List<Integer> values = values(source, 7);
        assertEquals(50, values.size());
        expected = expected == null ? values : expected;
        skipped = skipped == null ? source.skipped() : skipped;
        assertEquals(expected, values);
        assertEquals(skipped, source.skipped());
      }
    }
  }

  @Test
  void handsOutTheSameAgainAfterARewind() throws IOException {
    folder.images(20).file("005.png", JUNK);
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      values(source, 3, 2);
      source.rewind();
      List<Integer> first = values(source, 4);
      source.rewind();
      assertEquals(first, values(source, 9));
      assertEquals(19, first.size());
      assertEquals(1, source.skipped().size());
      assertEquals(OptionalLong.of(19), source.count());
      assertEquals("006.png", source.origin(5));
    }
  }

  @Test
  void skipsAndListsOneBrokenImageOfAHundred() throws IOException {
    folder.images(100).file("040.png", JUNK);
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      List<Integer> values = values(source, 32);
      assertEquals(99, values.size());
      assertFalse(values.contains(40));
      assertEquals(
          List.of(new SkippedInput("040.png", "is no JPEG, PNG, BMP or WebP file")),
          source.skipped());
    }
  }

  @Test
  void failsWhenMoreAreBrokenThanAllowed() throws IOException {
    folder.images(100).file("040.png", JUNK).file("041.png");
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      InvalidInputException failure =
          assertThrows(InvalidInputException.class, () -> values(source, 32));
      assertEquals("images.bad", failure.code());
      assertTrue(failure.getMessage().contains("040.png"), failure.getMessage());
      assertEquals(1, failure.getMessage().lines().count());
      assertThrows(InvalidInputException.class, () -> values(source, 32));
    }
    try (ImageSource source = ImageSource.of(root, PIXELS).maxBad(2).open()) {
      assertEquals(98, values(source, 32).size());
      assertEquals("the file is empty", source.skipped().get(1).reason());
    }
    try (ImageSource source = ImageSource.of(root, PIXELS).maxBad(0).open()) {
      assertThrows(InvalidInputException.class, () -> values(source, 32));
    }
  }

  @Test
  void fillsTheGapOfABrokenImageWithTheNext() throws IOException {
    folder.images(10).file("001.png", JUNK);
    try (ImageSource source = ImageSource.of(root, PIXELS).maxImages(4).open()) {
      assertEquals(OptionalLong.of(4), source.count());
      assertEquals(List.of(0, 2, 3, 4), values(source, 3));
    }
  }

  @Test
  void looksAtNoMoreImagesThanWanted() throws IOException {
    folder.images(10).file("004.png", JUNK);
    try (ImageSource source = ImageSource.of(root, PIXELS).maxImages(4).maxBad(0).open()) {
      assertEquals(List.of(0, 1, 2, 3), values(source, 8));
    }
  }

  @Test
  void failsWhenNotOneImageCanBeUsed() throws IOException {
    folder.file("a.jpg", JUNK);
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      InvalidInputException failure =
          assertThrows(InvalidInputException.class, () -> values(source, 1));
      assertEquals("images.none", failure.code());
      assertTrue(failure.getMessage().contains("a.jpg"), failure.getMessage());
    }
  }

  @Test
  void refusesAFolderOfJunkAndSaysWhatItSaw() throws IOException {
    assertRefused("images.none", root, "0 images among 0 files");
    folder.file("a.txt", JUNK).file("sub/b.txt", JUNK).file("c.md", JUNK);
    assertRefused("images.none", root, "0 images among 3 files (.txt 2, .md 1)");
  }

  @Test
  void refusesWhatIsNoFolder() throws IOException {
    folder.images(1);
    assertRefused("folder.missing", root.resolve("none"), "no such folder");
    assertRefused("folder.missing", root.resolve("000.png"), "is not a folder");
  }

  @Test
  void drawsASampleThatTheSeedAloneDecides() throws IOException {
    folder.images(50);
    List<Integer> first = drawn(1, false);
    assertEquals(10, first.size());
    assertEquals(first.stream().sorted().toList(), first);
    assertEquals(first, drawn(1, false));
    assertNotEquals(first, drawn(2, false));
    assertNotEquals(IntStream.range(0, 10).boxed().toList(), first);

    List<Integer> shuffled = drawn(1, true);
    assertEquals(first, shuffled.stream().sorted().toList());
    assertNotEquals(first, shuffled);
    assertEquals(shuffled, drawn(1, true));
  }

  @Test
  void shufflesAllWithoutASeed() throws IOException {
    folder.images(30);
    try (ImageSource source = ImageSource.of(root, PIXELS).shuffle(true).open()) {
      List<Integer> values = values(source, 30);
      assertNotEquals(IntStream.range(0, 30).boxed().toList(), values);
      assertEquals(IntStream.range(0, 30).boxed().toList(), values.stream().sorted().toList());
    }
  }

  @Test
  void followsLinksButNotInCircles() throws IOException {
    folder.image("a/1.png", 1);
    Path elsewhere = Files.createDirectories(root.resolve(".elsewhere"));
    new TestFolder(elsewhere).image("2.png", 2);
    Files.createSymbolicLink(root.resolve("a/back"), root);
    Files.createSymbolicLink(root.resolve("b"), elsewhere);
    Files.createSymbolicLink(root.resolve("dead.png"), root.resolve("nowhere.png"));
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      assertEquals(List.of(1, 2), values(source, 8));
      assertEquals(List.of(new SkippedInput("dead.png", "does not exist")), source.skipped());
    }
  }

  @Test
  void noticesAnImageThatBreaksBetweenPasses() throws IOException {
    folder.images(3);
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      values(source, 3);
      folder.file("001.png", JUNK);
      source.rewind();
      assertEquals(
          "images.changed",
          assertThrows(InvalidInputException.class, () -> values(source, 3)).code());
    }
  }

  @Test
  void writesNothingBehindTheSamplesItHandsOut() throws IOException {
    folder.images(2);
    try (ImageSource source = ImageSource.of(root, PIXELS).open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(16 * 5).fill((byte) 99);
      assertEquals(2, source.fill(Map.of("", buffer), 4));
      assertEquals(1, buffer.get(ValueLayout.JAVA_BYTE, 31));
      assertEquals(99, buffer.get(ValueLayout.JAVA_BYTE, 32));
      assertEquals(0, source.fill(Map.of("", buffer), 4));
    }
  }

  @Test
  void startsThreadsWithTheFirstFillAndStopsThemOnClose() throws IOException {
    folder.images(40);
    ImageSource source = ImageSource.of(root, PIXELS).threads(3).open();
    assertEquals(List.of(), decodingThreads());
    values(source, 2, 1);
    assertEquals(3, decodingThreads().size());
    source.close();
    assertEquals(List.of(), decodingThreads());
    source.close();
    assertThrows(IllegalStateException.class, () -> values(source, 1));
  }

  @Test
  void endsAFillThatWaitsWhenClosed() throws Exception {
    // A pipe with no writer keeps the decoding thread waiting, as a dead network drive would.
    folder.images(3);
    ImageSource source = ImageSource.of(root, PIXELS).threads(1).open();
    replaceByPipe(root.resolve("001.png"));
    CountDownLatch started = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread consumer =
        new Thread(
            () -> {
              try {
                started.countDown();
                values(source, 1);
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    consumer.start();
    assertTrue(started.await(10, TimeUnit.SECONDS));
    Thread.sleep(200);
    assertTrue(consumer.isAlive(), String.valueOf(failure.get()));
    Thread closer = new Thread(source::close);
    closer.start();
    awaitWaiting(closer);
    Files.write(root.resolve("001.png"), JUNK);
    consumer.join(10_000);
    closer.join(10_000);
    assertFalse(consumer.isAlive());
    assertEquals("source.cancelled", ((CalibrationFailedException) failure.get()).code());
  }

  @Test
  void endsAFillWhenItsThreadIsInterrupted() throws IOException {
    folder.images(3);
    try (ImageSource source = ImageSource.of(root, PIXELS).open()) {
      Thread.currentThread().interrupt();
      assertEquals(
          "source.cancelled",
          assertThrows(CalibrationFailedException.class, () -> values(source, 1)).code());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    ImageSource.Builder builder = ImageSource.of(root, PIXELS);
    assertThrows(UsageException.class, () -> builder.maxImages(0));
    assertThrows(UsageException.class, () -> builder.threads(0));
    assertThrows(UsageException.class, () -> builder.maxBad(-1));
  }

  private List<Integer> drawn(long seed, boolean shuffle) {
    try (ImageSource source =
        ImageSource.of(root, PIXELS).maxImages(10).seed(seed).shuffle(shuffle).open()) {
      return values(source, 4);
    }
  }

  /** Until then the thread may not have begun to close. */
  private static void awaitWaiting(Thread closer) throws InterruptedException {
    for (int i = 0; i < 10_000 && closer.getState() != Thread.State.TIMED_WAITING; i++) {
      Thread.sleep(1);
    }
    assertEquals(Thread.State.TIMED_WAITING, closer.getState());
  }

  private static void replaceByPipe(Path path) throws Exception {
    Files.delete(path);
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
  }

  private static void assertRefused(String code, Path folder, String told) {
    InvalidInputException refusal =
        assertThrows(
            InvalidInputException.class, () -> ImageSource.of(folder, PIXELS).open().close());
    assertEquals(code, refusal.code());
    assertTrue(refusal.getMessage().contains(told), refusal.getMessage());
  }

  private static List<String> decodingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("trtcal-decode"))
        .toList();
  }

  private static List<Integer> values(BatchSource source, int capacity) {
    return values(source, capacity, Integer.MAX_VALUE);
  }

  /** The value of each sample's pixels, all of which must be the same. */
  private static List<Integer> values(BatchSource source, int capacity, int batches) {
    List<Integer> values = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(16L * capacity);
      for (int batch = 0; batch < batches; batch++) {
        int filled = source.fill(Map.of("", buffer), capacity);
        if (filled == 0) {
          break;
        }
        for (int i = 0; i < filled; i++) {
          int value = buffer.get(ValueLayout.JAVA_BYTE, 16L * i) & 0xff;
          for (int j = 1; j < 16; j++) {
            assertEquals(value, buffer.get(ValueLayout.JAVA_BYTE, 16L * i + j) & 0xff);
          }
          values.add(value);
        }
      }
    }
    return values;
  }
}
