package dev.trtcal.demo.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Takes what callers send, and trusts none of it. */
final class Uploads {
  private static final int CHUNK = 1 << 16;

  private Uploads() {}

  /**
   * Saves a body.
   *
   * @throws Refused when it is longer than the limit; nothing is left then
   */
  static void save(InputStream body, Path file, long limit) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long length = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        length += n;
        if (length > limit) {
          throw new Refused(Refused.TOO_LARGE, "the upload is longer than " + limit + " bytes");
        }
        out.write(chunk, 0, n);
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Looks into an archive before anything is made of it. It is never unpacked to disk; names that
   * lead out of it are refused all the same, as is what swells beyond the limits when it is
   * unpacked or decoded, whatever its headers say.
   */
  static void check(Path archive, Limits limits) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      if (zip.size() > limits.images()) {
        throw new Refused(
            Refused.TOO_LARGE, zip.size() + " files are more than " + limits.images());
      }
      long unpacked = 0;
      for (ZipEntry entry : zip.stream().toList()) {
        checkName(entry.getName());
        if (!entry.isDirectory()) {
          byte[] file = read(zip, entry, limits);
          unpacked += file.length;
          if (unpacked > limits.unpackedBytes()) {
            throw new Refused(
                Refused.TOO_LARGE,
                "unpacked the archive is longer than " + limits.unpackedBytes() + " bytes");
          }
          checkPixels(entry.getName(), file, limits.pixels());
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new Refused(Refused.UNUSABLE, "the images are no zip archive: " + e.getMessage());
    }
  }

  private static void checkName(String name) {
    boolean leaves = name.startsWith("/") || List.of(name.split("/", -1)).contains("..");
    if (leaves || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw new Refused(Refused.BAD_REQUEST, "the archive names a path outside of it: " + name);
    }
  }

  /** As many bytes as there are, not as the header says. */
  private static byte[] read(ZipFile zip, ZipEntry entry, Limits limits) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] file = in.readNBytes(Math.toIntExact(limits.imageBytes() + 1));
      if (file.length > limits.imageBytes()) {
        throw new Refused(
            Refused.TOO_LARGE,
            entry.getName() + " is longer than " + limits.imageBytes() + " bytes");
      }
      return file;
    }
  }

  /** What is no image is left to trtcal, which skips it and says so. */
  private static void checkPixels(String name, byte[] file, long limit) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > limit) {
          throw new Refused(
              Refused.TOO_LARGE, name + " has " + pixels + " pixels, more than " + limit);
        }
      } finally {
        reader.dispose();
      }
    } catch (Refused e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // A damaged header: trtcal skips the file and says why.
      return;
    }
  }
}
