package dev.trtcal.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.MissingEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
  private static final String PROPERTY = "trtcal.test.library";

  @TempDir Path folder;

  @AfterEach
  void forgetTheProperty() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void listsEveryPlaceTriedWhenTheLibraryIsNowhere() {
    LibrarySearch search =
        search(
            Optional.of(new JarLibrary(LibrarySearchTest.class, "no/such.so")), "libnothing.so.7");

    MissingEnvironmentException e = assertThrows(MissingEnvironmentException.class, search::load);

    assertTrue(
        e.getMessage().startsWith("nothing: not found; install it; looked at "), e.getMessage());
    for (String place :
        List.of(
            "property " + PROPERTY + ": not set",
            "environment TRTCAL_TEST_LIBRARY: not set",
            "resource no/such.so: in no jar",
            "/usr/lib/libnothing.so.7: not there")) {
      assertTrue(e.getMessage().contains(place), place + " in " + e.getMessage());
    }
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aPropertyThatIsSetDecidesAlone() {
    System.setProperty(PROPERTY, folder.resolve("absent.so").toString());

    LibrarySearch.Found found = search(Optional.empty(), "libc.so.6").find();

    assertEquals(Optional.empty(), found.path());
    assertEquals(
        List.of("property " + PROPERTY + " = " + folder.resolve("absent.so") + ": no such file"),
        found.tried());
  }

  @Test
  void findsAnAbsolutePathOnTheSystem() {
    Path path = search(Optional.empty(), "libc.so.6").find().path().orElseThrow();

    assertTrue(path.isAbsolute() && Files.isRegularFile(path), path.toString());
  }

  @Test
  void keepsTheLoadersOwnWordsWhenTheFileIsNoLibrary() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.so"), "not a library");
    System.setProperty(PROPERTY, broken.toString());

    MissingEnvironmentException e =
        assertThrows(MissingEnvironmentException.class, search(Optional.empty(), "x")::load);

    assertTrue(
        e.getMessage().startsWith("nothing: " + broken + " cannot be loaded: "), e.getMessage());
    assertTrue(
        e.getMessage().contains("too short") || e.getMessage().contains("ELF"), e.getMessage());
  }

  @Test
  void followsTheIncludesOfTheLoadersConfiguration() throws IOException {
    Files.createDirectory(folder.resolve("conf.d"));
    Files.writeString(folder.resolve("conf.d/b.conf"), "/b\n");
    Files.writeString(folder.resolve("conf.d/a.conf"), "# a comment\n/a # more\n");
    Path root =
        Files.writeString(folder.resolve("ld.so.conf"), "/first\ninclude conf.d/*.conf\n/last\n");

    assertEquals(List.of("/first", "/a", "/b", "/last"), SystemLibraryPath.configured(root, 0));
  }

  private static LibrarySearch search(Optional<JarLibrary> resource, String name) {
    return new LibrarySearch(
        "nothing", PROPERTY, "TRTCAL_TEST_LIBRARY", resource, List.of(name), "install it");
  }
}
