package dev.trtcal.cli;

import dev.trtcal.WorkFolder;
import dev.trtcal.onnx.bench.RandomResNet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Runs the usual commands, without a word of theirs, on a network and images that it makes, so that
 * a JVM that was started with {@code -XX:AOTCacheOutput} keeps what they load, link and compile. A
 * program of the launcher's; it needs no GPU and leaves nothing behind.
 */
final class Rehearsal {
  private static final int IMAGES = 8;
  private static final int SIDE = 240;
  private static final int SEED = 1;

  private Rehearsal() {}

  /** Takes no arguments; the exit code is the worst of the commands'. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run());
  }

  static int run() throws IOException {
    try (WorkFolder folder = WorkFolder.create();
        WorkFolder images = WorkFolder.create()) {
      return run(folder.path(), images.path());
    }
  }

  private static int run(Path folder, Path images) throws IOException {
    Path model = Files.write(folder.resolve("model.onnx"), RandomResNet.bytes(SEED, 1));
    for (int i = 0; i < IMAGES; i++) {
      String format = i % 2 == 0 ? "png" : "jpg";
      ImageIO.write(picture(new Random(i)), format, images.resolve(i + "." + format).toFile());
    }
    String cache = folder.resolve("model.cache").toString();
    List<Integer> codes =
        List.of(
            play("--help"),
            play(
                "calibrate",
                model.toString(),
                "--engine",
                "cpu",
                "--images",
                images.toString(),
                "--batch",
                "4",
                "--cache",
                cache),
            play("inspect", cache),
            play("check", cache, "--model", model.toString()));
    return Collections.max(codes);
  }

  private static BufferedImage picture(Random random) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        picture.setRGB(x, y, random.nextInt());
      }
    }
    return picture;
  }

  private static int play(String... arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Main.commandLine(arguments).setOut(nowhere).setErr(nowhere).execute(arguments);
  }
}
