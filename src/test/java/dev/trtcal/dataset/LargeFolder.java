package dev.trtcal.dataset;

import dev.trtcal.image.Preprocess;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** Prints how a large folder is read, one image in a hundred broken: docs/data.md. */
final class LargeFolder {
  private static final int IMAGES = 10_000;
  private static final int NAMES = 100_000;
  private static final int BATCH = 100;

  private LargeFolder() {}

  /** {@code LargeFolder DIR}: makes two folders of images in DIR and reads them. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    byte[] jpeg = jpeg();
    Path images = fill(root.resolve("images"), IMAGES, jpeg);
    Path names = fill(root.resolve("names"), NAMES, new byte[0]);
    Preprocess preprocess = Preprocess.builder().resize(224, 224).build();
    try (ImageSource source = ImageSource.of(images, preprocess).open();
        Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(BATCH * source.samples().get(0).bytes(), 64);
      long samples = 0;
      int batches = 0;
      for (int n = BATCH; n > 0; samples += n) {
        n = source.fill(Map.of("", buffer), BATCH);
        if (batches++ % 20 == 10) {
          System.out.println(samples + n + " samples, resident " + resident());
        }
      }
      System.out.println(samples + " samples, " + source.skipped().size() + " skipped, first ");
      System.out.println("  " + source.skipped().get(0));
    }
    long start = System.nanoTime();
    try (ImageSource source =
        ImageSource.of(names, preprocess).maxImages(512).seed(1).shuffle(true).open()) {
      System.out.printf(
          "%d of %d names listed and drawn in %.1f s%n",
          source.count().orElseThrow(), NAMES, (System.nanoTime() - start) / 1e9);
    }
  }

  private static Path fill(Path folder, int count, byte[] jpeg) throws IOException {
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("class" + i % 10).resolve(i + ".jpg");
      if (i < 10) {
        Files.createDirectories(file.getParent());
      }
      Files.write(file, i % 100 == 7 ? Arrays.copyOf(jpeg, jpeg.length / 3) : jpeg);
    }
    return folder;
  }

  private static byte[] jpeg() throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 320 * 240; i++) {
      image.setRGB(i % 320, i / 320, random.nextInt(0x1000000));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\D+(\\d+).*", "$1 KiB"))
        .findFirst()
        .orElse("unknown");
  }
}
