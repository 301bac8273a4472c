package dev.trtcal.readme;

// README
import dev.trtcal.Algorithm;
import dev.trtcal.OutputFile;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.tensorrt.Builder;
import dev.trtcal.tensorrt.BuilderConfig;
import dev.trtcal.tensorrt.BuilderFlag;
import dev.trtcal.tensorrt.CudaStream;
import dev.trtcal.tensorrt.DeviceBindings;
import dev.trtcal.tensorrt.DeviceBuffer;
import dev.trtcal.tensorrt.Int8Calibrator;
import dev.trtcal.tensorrt.Network;
import dev.trtcal.tensorrt.OnnxParser;
import dev.trtcal.tensorrt.PinnedBuffer;
import dev.trtcal.tensorrt.SerializedEngine;
import dev.trtcal.tensorrt.TensorRt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ClassicScript MODEL.onnx DATA.npy MODEL.cache MODEL.plan */
public final class ClassicScript {
  private static final int BATCH = 32;

  /** Feeds a network's only input from an array of samples. */
  static final class EntropyCalibrator implements Int8Calibrator, AutoCloseable {
    private final NpySource data;
    private final Path cache;
    private final PinnedBuffer host;
    private final DeviceBuffer device;
    private final CudaStream stream;

    EntropyCalibrator(Path npy, Path cache) {
      this.data = NpySource.of(npy).open();
      this.cache = cache;
      long bytes = BATCH * data.samples().get(0).bytes();
      this.host = PinnedBuffer.allocate(bytes);
      this.device = DeviceBuffer.allocate(bytes);
      this.stream = CudaStream.create();
    }

    @Override
    public Algorithm algorithm() {
      return Algorithm.entropy2();
    }

    @Override
    public int batchSize() {
      return BATCH;
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      if (data.fill(Map.of("", host.segment()), BATCH) < BATCH) {
        return false;
      }
      stream.copy(host, device);
      stream.synchronize();
      bindings.set(names.get(0), device);
      return true;
    }

    @Override
    public Optional<byte[]> readCalibrationCache() throws IOException {
      return Files.exists(cache) ? Optional.of(Files.readAllBytes(cache)) : Optional.empty();
    }

    @Override
    public void writeCalibrationCache(byte[] bytes) {
      OutputFile.write(cache, bytes);
    }

    @Override
    public void close() {
      stream.close();
      device.close();
      host.close();
      data.close();
    }
  }

  public static void main(String[] args) {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        EntropyCalibrator calibrator = new EntropyCalibrator(Path.of(args[1]), Path.of(args[2]))) {
      if (!parser.parse(Path.of(args[0]))) {
        throw new IllegalArgumentException(parser.errors().toString());
      }
      config.set(BuilderFlag.INT8, true);
      config.setCalibrator(calibrator);
      try (SerializedEngine plan = builder.buildSerializedNetwork(network, config)) {
        plan.writeTo(Path.of(args[3]));
      }
    }
  }
}
// README
