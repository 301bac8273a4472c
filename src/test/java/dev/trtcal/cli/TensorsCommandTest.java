package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.dataset.NpyFile;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsCommandTest {
  private static final int RED = 0xff2010;
  private static final int BLUE = 0x0540c0;

  @TempDir Path folder;
  private Path images;
  private Path out;
  private Path preview;

  @BeforeEach
  void twoImages() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    out = folder.resolve("out.npy");
    preview = folder.resolve("preview.png");
    write("a.png", RED);
    write("b.png", BLUE);
  }

  private void write(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24; i++) {
      image.setRGB(i % 6, i / 6, rgb);
    }
    ImageIO.write(image, "png", new File(images.toFile(), name));
  }

  private CommandRun run(String options) {
    String all = "tensors --images " + images + " --resize 3x2 " + options;
    return CommandRun.of(all.strip().split(" +"));
  }

  @Test
  void writesTheValuesThatTheNetworkSees() {
    CommandRun run = run("--mean 0.5 --std 0.25 --batch 1 --out " + out);
    assertEquals(0, run.exitCode(), run.err());
    try (NpyFile file = NpyFile.open(out)) {
      assertEquals(ElementType.FLOAT32, file.type());
      assertEquals(Shape.of(2, 3, 2, 3), file.shape());
      byte[] bytes = new byte[4 * 36];
      file.read(0, 36, MemorySegment.ofArray(bytes));
      ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      assertEquals((1 - 0.5f) / 0.25f, values.getFloat(0));
      assertEquals(((float) (0x20 / 255.0) - 0.5f) / 0.25f, values.getFloat(4 * 6));
      assertEquals(((float) (0xc0 / 255.0) - 0.5f) / 0.25f, values.getFloat(4 * 35));
    }
    assertTrue(run.out().contains("float32[2x3x2x3]"), run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--dtype float32 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
        "--dtype float16 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
        "--dtype uint8",
        "--color bgr --scale 2 --mean 100,110,120",
        "--layout nhwc --color bgr --dtype float16",
        "--layout nhwc",
      })
  void thePreviewShowsTheImagesColoursWhateverTheTensor(String options) throws IOException {
    CommandRun run = run(options + " --preview " + preview);
    assertEquals(0, run.exitCode(), run.err());
    BufferedImage sheet = ImageIO.read(preview.toFile());
    assertEquals(RED, sheet.getRGB(4, 4) & 0xffffff);
    assertEquals(RED, sheet.getRGB(6, 5) & 0xffffff);
    assertEquals(BLUE, sheet.getRGB(4 + 3 + 4, 4) & 0xffffff);
    assertEquals(0x808080, sheet.getRGB(0, 0) & 0xffffff);
    assertTrue(run.out().contains("a.png  b.png"), run.out());
  }

  @Test
  void greyTensorsGiveGreyPictures() throws IOException {
    CommandRun run = run("--color gray --preview " + preview);
    assertEquals(0, run.exitCode(), run.err());
    int grey = (0xff * 19595 + 0x20 * 38470 + 0x10 * 7471 + 0x8000) >> 16;
    assertEquals(grey * 0x010101, ImageIO.read(preview.toFile()).getRGB(4, 4) & 0xffffff);
  }

  @Test
  void theModelDecidesWhatNoOptionDoes() {
    CommandRun run =
        CommandRun.of(
            "tensors",
            "--images",
            images.toString(),
            "--model",
            "src/demo/fashion_resnet.onnx",
            "--json",
            "--out",
            out.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("float32[2x1x28x28]"), run.out());
  }

  @Test
  void tellsWhatItSkippedAndLeavesNothingHalfWritten() throws IOException {
    Files.write(images.resolve("c.png"), new byte[] {1, 2, 3});
    CommandRun run = run("--out " + out);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("skipped c.png: "), run.out());
    Files.delete(out);
    CommandRun failed = run("--max-bad 0 --out " + out);
    assertEquals(1, failed.exitCode());
    assertFalse(Files.exists(out));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void refusesToRunForNothing() {
    assertEquals(2, run("").exitCode());
    assertEquals(2, run("--pictures 0 --preview " + preview).exitCode());
    CommandRun sizeless =
        CommandRun.of("tensors", "--images", images.toString(), "--out", out.toString());
    assertEquals(2, sizeless.exitCode());
    assertTrue(sizeless.err().contains("--resize"), sizeless.err());
  }
}
