package dev.trtcal.gpu;

import dev.trtcal.tensorrt.CudaStream;
import dev.trtcal.tensorrt.DeviceBuffer;
import dev.trtcal.tensorrt.Engine;
import dev.trtcal.tensorrt.ExecutionContext;
import dev.trtcal.tensorrt.PinnedBuffer;
import dev.trtcal.tensorrt.TensorInfo;
import dev.trtcal.tensorrt.TensorRt;
import dev.trtcal.tensorrt.TensorRtRuntime;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Share of Fashion-MNIST test images that a saved engine classifies rightly. */
final class FashionTop1 {
  private static final int CLASSES = 10;
  private static final int PIXELS = 28 * 28;

  private FashionTop1() {}

  static double of(Path plan, Path golden) throws IOException {
    Path images = golden.resolve("fashion_data/test2000_images.npy");
    Path labels = golden.resolve("fashion_data/test2000_labels.npy");
    ByteBuffer pixels = npyBytes(images);
    ByteBuffer truth = npyBytes(labels);
    int count = truth.remaining();
    try (TensorRt trt = TensorRt.open();
        TensorRtRuntime runtime = trt.createRuntime();
        Engine engine = runtime.load(plan);
        ExecutionContext context = engine.createContext()) {
      TensorInfo input =
          engine.tensors().stream().filter(TensorInfo::input).findFirst().orElseThrow();
      TensorInfo output =
          engine.tensors().stream().filter(t -> !t.input()).findFirst().orElseThrow();
      int batch = Math.toIntExact(input.shape().dim(0));
      long inputBytes = 4L * batch * PIXELS;
      long outputBytes = 4L * batch * CLASSES;
      try (PinnedBuffer hostIn = PinnedBuffer.allocate(inputBytes);
          PinnedBuffer hostOut = PinnedBuffer.allocate(outputBytes);
          DeviceBuffer deviceIn = DeviceBuffer.allocate(inputBytes);
          DeviceBuffer deviceOut = DeviceBuffer.allocate(outputBytes);
          CudaStream stream = CudaStream.create()) {
        Map<String, DeviceBuffer> bindings =
            Map.of(input.name(), deviceIn, output.name(), deviceOut);
        int right = 0;
        for (int first = 0; first < count; first += batch) {
          int filled = Math.min(batch, count - first);
          normalise(pixels, first, filled, hostIn.segment());
          stream.copy(hostIn, deviceIn);
          stream.synchronize();
          context.execute(bindings);
          stream.copy(deviceOut, hostOut);
          stream.synchronize();
          for (int i = 0; i < filled; i++) {
            right +=
                argmax(hostOut.segment(), i) == truth.get(truth.position() + first + i) ? 1 : 0;
          }
        }
        return (double) right / count;
      }
    }
  }

  /** As the network was trained: (x / 255 - 0.2860) / 0.3530. */
  private static void normalise(ByteBuffer pixels, int first, int samples, MemorySegment into) {
    into.fill((byte) 0);
    for (int i = 0; i < samples * PIXELS; i++) {
      int pixel = pixels.get(pixels.position() + first * PIXELS + i) & 0xff;
      into.setAtIndex(ValueLayout.JAVA_FLOAT, i, (pixel / 255f - 0.2860f) / 0.3530f);
    }
  }

  private static int argmax(MemorySegment logits, int sample) {
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      if (logit(logits, sample, c) > logit(logits, sample, best)) {
        best = c;
      }
    }
    return best;
  }

  private static float logit(MemorySegment logits, int sample, int c) {
    return logits.getAtIndex(ValueLayout.JAVA_FLOAT, (long) sample * CLASSES + c);
  }

  /** The values of a version 1 .npy file of bytes, its header skipped. */
  private static ByteBuffer npyBytes(Path file) throws IOException {
    ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = 10 + Short.toUnsignedInt(whole.getShort(8));
    return whole.position(header).slice();
  }
}
