package dev.trtcal.ffi;

import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.OutputFile;
import dev.trtcal.TrtcalException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;

/**
 * A native library that travels inside a jar. The loader needs a file, so it is unpacked once into
 * the user's cache folder ({@code $XDG_CACHE_HOME/trtcal}, by default {@code ~/.cache/trtcal}), in
 * a folder named by the entry's checksum and size: two versions never meet, and the file appears
 * there whole or not at all.
 *
 * @param anchor a class of the class loader that has the jar
 * @param resource absolute name of the resource, without a leading slash
 */
public record JarLibrary(Class<?> anchor, String resource) {

  /**
   * Unpacks the library unless it lies there already.
   *
   * @param tried gains a line when there is no such resource
   * @return the file, or empty when there is no such resource
   * @throws MissingEnvironmentException when the cache folder cannot be written
   */
  Optional<Path> unpack(List<String> tried) {
    URL url = anchor.getClassLoader().getResource(resource);
    if (url == null) {
      tried.add("resource " + resource + ": in no jar");
      return Optional.empty();
    }
    try {
      return Optional.of(
          url.openConnection() instanceof JarURLConnection jar
              ? unpack(jar)
              : Path.of(URI.create(url.toString())));
    } catch (IOException | TrtcalException e) {
      throw new MissingEnvironmentException(
          "library.unpack",
          "resource "
              + resource
              + ": cannot be unpacked: "
              + e.getMessage()
              + "; set XDG_CACHE_HOME to a folder that can be written",
          e);
    }
  }

  private Path unpack(JarURLConnection jar) throws IOException {
    jar.setUseCaches(false);
    try (InputStream in = jar.getInputStream()) {
      ZipEntry entry = jar.getJarEntry();
      Path file =
          cacheFolder()
              .resolve(Long.toHexString(entry.getCrc()) + "-" + Long.toHexString(entry.getSize()))
              .resolve(resource.substring(resource.lastIndexOf('/') + 1));
      if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
        Files.createDirectories(file.getParent());
        OutputFile.write(file, in.readAllBytes());
      }
      return file;
    }
  }

  private static Path cacheFolder() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path base =
        configured != null && configured.startsWith("/")
            ? Path.of(configured)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("trtcal");
  }
}
