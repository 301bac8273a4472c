package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerPatternsTest {
  @TempDir private Path folder;

  private String file(String text) throws IOException {
    return "@" + Files.writeString(folder.resolve("list"), text);
  }

  @Test
  void takesPatternsAsTheyStandAndFilesOfThem() throws IOException {
    String file = file("# by hand\n\n /conv1/Conv \n/layer4/*\n(Unnamed Layer* 3) [Scale]\n");
    assertEquals(
        List.of("first", "/conv1/Conv", "/layer4/*", "(Unnamed Layer* 3) [Scale]", "last"),
        LayerPatterns.read(List.of("first", file, "last")));
  }

  @Test
  void takesWhatTunePrints() throws IOException {
    String file =
        file("{\"cache\": \"c\", \"holdsBudget\": true, \"keepFp32\": [\"a\", \"b*\"]}\n");
    assertEquals(List.of("a", "b*"), LayerPatterns.read(List.of(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"other\": 1}", "{\"keepFp32\": 1}", "{\"keepFp32\": [{}]}"})
  void namesAFileThatIsNeither(String text) throws IOException {
    String file = file(text);
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> LayerPatterns.read(List.of(file)));
    assertEquals("keep.unreadable", thrown.code());
    assertTrue(thrown.getMessage().startsWith(folder.toString()), thrown.getMessage());
  }

  @Test
  void namesAFileThatIsMissing() {
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> LayerPatterns.read(List.of("@nowhere")));
    assertTrue(thrown.getMessage().startsWith("nowhere: "), thrown.getMessage());
  }
}
