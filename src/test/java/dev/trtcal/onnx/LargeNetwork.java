package dev.trtcal.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Writes a network of ResNet-50's shape with random weights, and random images for it, to measure
 * times and memory with. A program; arguments: a folder, and how many images.
 */
public final class LargeNetwork {
  private static final int[] BLOCKS = {3, 4, 6, 3};
  private static final int SIDE = 224;

  private final TinyModel model = new TinyModel(17);
  private final Random random = new Random(50);
  private int nodes;

  private LargeNetwork() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Files.write(folder.resolve("large.onnx"), new LargeNetwork().bytes());
    images(folder.resolve("large.npy"), Integer.parseInt(arguments[1]));
  }

  private byte[] bytes() {
    model.input("input", -1, 3, SIDE, SIDE);
    String value = convolution("input", 3, 64, 7, 2, true);
    value =
        node(
            "MaxPool",
            List.of(value),
            "kernel_shape",
            new long[] {3L, 3L},
            "strides",
            new long[] {2L, 2L},
            "pads",
            new long[] {1L, 1L, 1L, 1L});
    int channels = 64;
    for (int stage = 0; stage < BLOCKS.length; stage++) {
      int width = 64 << stage;
      for (int block = 0; block < BLOCKS[stage]; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String reduced = convolution(value, channels, width, 1, 1, true);
        String middle = convolution(reduced, width, width, 3, stride, true);
        String wide = convolution(middle, width, 4 * width, 1, 1, false);
        String shortcut =
            block == 0 ? convolution(value, channels, 4 * width, 1, stride, false) : value;
        value = node("Relu", List.of(node("Add", List.of(wide, shortcut))));
        channels = 4 * width;
      }
    }
    String mean = node("GlobalAveragePool", List.of(value));
    String flat = node("Flatten", List.of(mean));
    String scores = node("MatMul", List.of(flat, weights(channels, channels, 1000)));
    return model.output(scores).bytes();
  }

  private String convolution(
      String from, int in, int out, long kernel, long stride, boolean rectified) {
    long pad = kernel / 2;
    String result =
        node(
            "Conv",
            List.of(from, weights((int) (in * kernel * kernel), out, in, kernel, kernel)),
            "strides",
            new long[] {stride, stride},
            "pads",
            new long[] {pad, pad, pad, pad});
    return rectified ? node("Relu", List.of(result)) : result;
  }

  private String node(String operator, List<String> inputs, Object... attributes) {
    String name = operator + "_" + nodes++;
    model.node(operator, name, inputs, List.of(name), attributes);
    return name;
  }

  /** So large that what comes out is about as large as what goes in. */
  private String weights(int summed, long... shape) {
    float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
    float spread = (float) Math.sqrt(1.0 / summed);
    for (int i = 0; i < values.length; i++) {
      values[i] = spread * (float) random.nextGaussian();
    }
    String name = "weights_" + nodes;
    model.floats(name, LongStream.of(shape).boxed().toList(), values);
    return name;
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
