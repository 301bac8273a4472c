package dev.trtcal.onnx;

import dev.trtcal.onnx.bench.RandomResNet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Writes a network of ResNet-50's shape with random weights, and random images for it, to measure
 * times and memory with. A program; arguments: a folder, how many images, and, for a network of
 * another depth, the blocks of its four stages, such as {@code 1,1,1,1}.
 */
public final class LargeNetwork {
  private static final long SEED = 50;
  private static final int SIDE = 224;

  private LargeNetwork() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    byte[] model =
        arguments.length < 3
            ? RandomResNet.bytes(SEED)
            : RandomResNet.bytes(
                SEED, Stream.of(arguments[2].split(",", -1)).mapToInt(Integer::parseInt).toArray());
    Files.write(folder.resolve("large.onnx"), model);
    images(folder.resolve("large.npy"), Integer.parseInt(arguments[1]));
  }

  /** Noise, as a .npy file of version 1. */
  private static void images(Path file, int count) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 3, %d, %d), }"
            .formatted(count, SIDE, SIDE);
    int length = 128 - 10;
    byte[] padded = (" ".repeat(length - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, padded, 0, text.length);
    int floats = count * 3 * SIDE * SIDE;
    ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) length);
    bytes.put(padded);
    Random noise = new Random(224);
    for (int i = 0; i < floats; i++) {
      bytes.putFloat((float) noise.nextGaussian());
    }
    Files.write(file, bytes.array());
  }
}
