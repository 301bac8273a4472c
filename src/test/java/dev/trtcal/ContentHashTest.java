package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  @TempDir Path folder;

  @Test
  void equalsWhatSha256sumPrints() throws IOException {
    // printf abc > a; printf '' > b; sha256sum a b | sha256sum
    Path a = Files.writeString(folder.resolve("a"), "abc");
    Path b = Files.writeString(folder.resolve("b"), "");
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.ofFile(a));
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("a", a);
    files.put("b", b);
    assertEquals(
        "09c7e0b8a02d027d95ec0375a600ed4ad4d6b26a1c93f16d9150cab5fec761a6",
        ContentHash.ofFiles(files));
  }

  @Test
  void namesTheFileThatCannotBeRead() {
    Path absent = folder.resolve("absent");
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> ContentHash.ofFile(absent));
    assertEquals("file.unreadable", thrown.code());
    assertEquals(0, thrown.getMessage().indexOf(absent.toString()));
  }
}
