package dev.trtcal.distribution;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * That no API newer than Java 22's is called the compiler sees to ({@code --release 22}); this sees
 * to the classes' format, ours and those of what is needed.
 */
class Java22Test {
  /** Of the format of Java 22's classes. */
  private static final int JAVA_22 = 66;

  @Test
  void everyClassOfOursIsOneThatJava22Reads() throws IOException {
    assumeTrue(RunTimePath.isModule(), "compiled by Maven, for Java 22");
    int seen = 0;
    try (Stream<Path> files = Files.walk(RunTimePath.classes())) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          assertReadable(file.toString(), in);
        }
        seen++;
      }
    }
    assertTrue(seen > 400, "classes: " + seen);
  }

  @Test
  void everyClassThatIsNeededIsOneThatJava22Reads() throws IOException {
    List<Path> jars = RunTimePath.jars();
    assertTrue(jars.size() >= 15, jars::toString);
    for (Path path : jars) {
      // As Java 22 opens it: without what a jar has for later ones.
      try (JarFile jar =
          new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.Version.parse("22"))) {
        List<JarEntry> classes =
            jar.versionedStream().filter(entry -> entry.getName().endsWith(".class")).toList();
        for (JarEntry entry : classes) {
          try (InputStream in = jar.getInputStream(entry)) {
            assertReadable(path.getFileName() + "!" + entry.getRealName(), in);
          }
        }
      }
    }
  }

  private static void assertReadable(String name, InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int magic = data.readInt();
    int minor = data.readUnsignedShort();
    int major = data.readUnsignedShort();
    boolean preview = minor == 0xFFFF;
    assertTrue(
        magic == 0xCAFEBABE && major <= JAVA_22 && !preview,
        name + ": format " + major + "." + minor);
  }
}
