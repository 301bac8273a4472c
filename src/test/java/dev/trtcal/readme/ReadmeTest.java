package dev.trtcal.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.CalibrationResult;
import dev.trtcal.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java of README and docs is what this test compiles, to the letter. */
class ReadmeTest {
  private static final String MARK = "// README";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "README.md, LibraryExample",
    "docs/from-python.md, ClassicScript",
    "docs/embedding.md, RowSource",
    "docs/embedding.md, PageExample"
  })
  void showsTheCodeThatIsCompiledHere(Path document, String example) throws IOException {
    Path source = Path.of("src/test/java/dev/trtcal/readme/" + example + ".java");
    List<String> lines = Files.readAllLines(source);
    int first = -1;
    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(MARK)) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    assertTrue(first >= 0 && last > first, source + " has no two lines " + MARK);
    String code = String.join("\n", lines.subList(first + 1, last)).stripIndent().strip();

    assertTrue(
        Files.readString(document).contains("```java\n" + code + "\n```"),
        document + " does not show " + source);
  }

  @Test
  void theLibraryExampleWritesTheDemosCache() throws IOException {
    Path cache = folder.resolve("demo.cache");

    CalibrationResult result =
        LibraryExample.calibrate(
            Path.of("src/demo/fashion_resnet.onnx"), Path.of("src/demo/images"), cache);

    assertEquals(512, result.feed().samples());
    assertEquals(27, result.tensors().size());
    assertTrue(Files.readString(cache).startsWith("TRT-100600-MinMaxCalibration\ninput: "));
  }

  @Test
  void thePageExampleWritesThreeFiles() throws IOException {
    Path page = folder.resolve("page.html");

    CalibrationResult result =
        PageExample.calibrate(
            Path.of("src/demo/fashion_resnet.onnx"),
            new RowSource(Shape.of(1, 28, 28), Stream.of(new float[28 * 28]).iterator()),
            folder.resolve("rows.cache"),
            page);

    assertEquals(1, result.feed().samples());
    try (Stream<Path> written = Files.list(folder)) {
      assertEquals(
          Set.of("rows.cache", "rows.cache.json", "page.html"),
          written.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
    assertTrue(Files.readString(page).contains("Calibration of fashion_resnet.onnx"));
  }
}
