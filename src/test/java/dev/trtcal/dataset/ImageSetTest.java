package dev.trtcal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.DataDescription;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetTest {
  private static final Preprocess PIXELS =
      Preprocess.builder().resize(4, 4).color(ColorOrder.GRAY).type(ElementType.UINT8).build();

  @TempDir Path root;
  @TempDir Path elsewhere;
  private TestFolder folder;

  @BeforeEach
  void threeImages() throws IOException {
    folder = new TestFolder(root);
    folder.image("b/2.png", 2).image("a/1.png", 1).image("b/3.png", 3);
  }

  @Test
  void anArchiveGivesWhatItsFolderGives() throws IOException {
    Map<String, byte[]> files = contents();
    files.put("__MACOSX/._1.png", new byte[] {1});
    files.put(".cache/4.png", new byte[] {1});
    files.put("readme.txt", new byte[] {1});
    DataDescription expected = describe(root);
    for (String name : List.of("set.zip", "set.tar", "set.tar.gz", "set.TGZ")) {
      Path archive = elsewhere.resolve(name);
      pack(archive, files);
      assertEquals(List.of(1, 2, 3), values(ImageSet.of(archive)), name);
      assertEquals(expected, describe(archive), name);
    }
  }

  @Test
  void leavesNothingOfACompressedArchiveBehind() throws IOException {
    Path archive = elsewhere.resolve("set.tgz");
    pack(archive, contents());
    List<Path> before = temporaries();
    ImageSet set = ImageSet.of(archive);
    assertEquals(
        before, temporaries(), "it has no name from the start, so that a kill leaves none");
    set.close();
    assertEquals(before, temporaries());
  }

  @Test
  void namesThatLeadOutsideAreOnlyNames() throws IOException {
    byte[] image = Files.readAllBytes(root.resolve("a/1.png"));
    for (String name : List.of("evil.zip", "evil.tar")) {
      Path archive = elsewhere.resolve(name);
      pack(archive, Map.of("../../escape.png", image));
      assertEquals(List.of(1), values(ImageSet.of(archive)));
    }
    assertFalse(Files.exists(elsewhere.resolve("../../escape.png")));
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    for (String name : List.of("junk.zip", "junk.tar", "junk.tar.gz")) {
      Path junk = elsewhere.resolve(name);
      byte[] bytes = new byte[2000];
      Arrays.fill(bytes, (byte) 'x');
      Files.write(junk, bytes);
      refused("archive.unreadable", () -> ImageSet.of(junk));
      assertFalse(openFiles().contains(junk.toRealPath()), name + " is still open");
    }
    Path empty = elsewhere.resolve("empty.zip");
    pack(empty, Map.of("readme.txt", new byte[] {1}));
    assertTrue(
        refused("images.none", () -> ImageSet.of(empty))
            .contains("0 images among 1 files (.txt 1)"));
  }

  @Test
  void aListNamesFilesFromItsOwnFolderInItsOrder() throws IOException {
    Path list = root.resolve("chosen.txt");
    Files.writeString(list, "# chosen by hand\nb/3.png\n\n a/1.png \r\n");
    assertEquals(List.of(3, 1), values(ImageSet.ofList(list)));
    try (ImageSet all = ImageSet.of(root)) {
      assertEquals(List.of(3, 1), values(all.chosenBy(list)));
    }
  }

  @Test
  void refusesListsThatCannotBeMeant() throws IOException {
    Path list = root.resolve("list.txt");
    refused("list.unreadable", () -> ImageSet.ofList(list));
    Files.writeString(list, "# nothing\n");
    refused("images.none", () -> ImageSet.ofList(list));
    Files.writeString(list, "a/1.png\nb/2.png\na/1.png\n");
    assertTrue(refused("list.twice", () -> ImageSet.ofList(list)).contains("line 3"));
    Files.writeString(list, "a/9.png\n");
    try (ImageSet all = ImageSet.of(root)) {
      refused("list.unknown", () -> all.chosenBy(list));
    }
    Files.write(list, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refused("list.unreadable", () -> ImageSet.ofList(list));
    Files.write(list, "a\0b".getBytes(StandardCharsets.UTF_8));
    refused("list.invalid", () -> ImageSet.ofList(list));
    // No locale can write this name; the C locale cannot write any that is not ASCII.
    String message = refused("list.invalid", () -> ListFile.resolve(list, root, "a\ud800.png"));
    assertTrue(message.contains("LC_ALL=C.UTF-8"), message);
  }

  @Test
  void aListedFileThatIsMissingIsSkipped() throws IOException {
    Path list = root.resolve("list.txt");
    Files.writeString(list, "a/1.png\nb/9.png\nb/2.png\n");
    try (ImageSource source = ImageSource.of(ImageSet.ofList(list), PIXELS).open()) {
      assertEquals(List.of(1, 2), drain(source));
      assertEquals("b/9.png", source.skipped().get(0).file());
      assertEquals("does not exist", source.skipped().get(0).reason());
      assertTrue(source.description().isPresent());
    }
  }

  @Test
  void drawsFromEachClassItsShare(@TempDir Path classes) throws IOException {
    TestFolder made = new TestFolder(classes);
    for (int i = 0; i < 40; i++) {
      made.image("boots/" + (100 + i) + ".png", 1);
    }
    for (int i = 0; i < 20; i++) {
      made.image("coats/" + (100 + i) + ".png", 2).image("hats/" + (100 + i) + ".png", 3);
    }
    for (long seed = 0; seed < 5; seed++) {
      try (ImageSource source = ImageSource.of(classes, PIXELS).maxImages(10).seed(seed).open()) {
        List<Integer> drawn = drain(source);
        assertEquals(List.of(1, 1, 1, 1, 1), drawn.subList(0, 5));
        assertEquals(5, drawn.subList(5, 10).stream().filter(v -> v == 2 || v == 3).count());
        assertTrue(drawn.contains(2) && drawn.contains(3));
      }
    }
  }

  @Test
  void foldersAreClassesWhenEveryImageLiesInOneOfSeveral() throws IOException {
    try (ImageSet set = ImageSet.of(root)) {
      assertTrue(set.hasClasses());
      assertFalse(set.subset(List.of(1, 2)).hasClasses(), "both lie in b");
    }
    folder.image("top.png", 7);
    try (ImageSet set = ImageSet.of(root)) {
      assertFalse(set.hasClasses());
    }
  }

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : List.of("b/3.png", "a/1.png", "b/2.png")) {
      files.put(name, Files.readAllBytes(root.resolve(name)));
    }
    return files;
  }

  private static List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.exists(descriptor)) {
          open.add(Files.readSymbolicLink(descriptor));
        }
      }
    }
    return open;
  }

  private static void pack(Path archive, Map<String, byte[]> files) throws IOException {
    String name = archive.getFileName().toString();
    try (OutputStream file = Files.newOutputStream(archive);
        OutputStream out =
            name.endsWith(".tar") || name.endsWith(".zip") ? file : new GZIPOutputStream(file)) {
      if (name.endsWith(".zip")) {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, byte[]> entry : files.entrySet()) {
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(entry.getValue());
        }
        zip.finish();
      } else {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        for (Map.Entry<String, byte[]> entry : files.entrySet()) {
          TarArchiveEntry header = new TarArchiveEntry(entry.getKey(), true);
          header.setSize(entry.getValue().length);
          tar.putArchiveEntry(header);
          tar.write(entry.getValue());
          tar.closeArchiveEntry();
        }
        tar.finish();
      }
    }
  }

  private static List<Path> temporaries() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("trtcal-work"))
          .sorted()
          .toList();
    }
  }

  private static DataDescription describe(Path images) {
    try (ImageSource source = ImageSource.of(images, PIXELS).open()) {
      return source.description().orElseThrow();
    }
  }

  private static List<Integer> values(ImageSet set) {
    try (set;
        ImageSource source = ImageSource.of(set, PIXELS).open()) {
      return drain(source);
    }
  }

  private static List<Integer> drain(ImageSource source) {
    List<Integer> values = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(4 * 16);
      for (int n = source.fill(Map.of("", buffer), 4);
          n > 0;
          n = source.fill(Map.of("", buffer), 4)) {
        IntStream.range(0, n)
            .forEach(i -> values.add((int) buffer.get(ValueLayout.JAVA_BYTE, 16L * i)));
      }
    }
    return values;
  }

  private static String refused(String code, Runnable action) {
    InvalidInputException e = assertThrows(InvalidInputException.class, action::run);
    assertEquals(code, e.code());
    return e.getMessage();
  }
}
