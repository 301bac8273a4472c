package dev.trtcal.tensorrt;

import dev.trtcal.Algorithm;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.dataset.NpySource;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One calibration to the cache, in one line of JSON with the nanoseconds of its parts.
 *
 * <p>Arguments: {@code api} (TensorRT's interface from Java, call by call what {@code
 * src/bench-native/calibrate.cpp} does) or {@code run} ({@link Calibration#run()}), MODEL.onnx,
 * DATA.npy, OUT.cache.
 */
public final class WholeCalibration {
  private WholeCalibration() {}

  /** See the class. */
  public static void main(String[] args) {
    Path model = Path.of(args[1]);
    Path data = Path.of(args[2]);
    Path cache = Path.of(args[3]);
    if (args[0].equals("run")) {
      run(model, data, cache);
    } else {
      api(model, data, cache);
    }
  }

  private static void run(Path model, Path data, Path cache) {
    long start = System.nanoTime();
    long[] at = new long[2];
    try (NpySource source = NpySource.of(data).open()) {
      Calibration.of(model, source)
          .engine("tensorrt")
          .algorithm(Algorithm.entropy2())
          .batchSize(32)
          .buildOptions(BuildOptions.DEFAULT)
          .cache(cache)
          .build()
          .run(
              (phase, done, total) -> {
                if (phase.equals("calibrating") && done == 0) {
                  at[0] = System.nanoTime();
                } else if (phase.equals("computing thresholds")) {
                  at[1] = System.nanoTime();
                }
              });
    }
    long end = System.nanoTime();
    System.out.printf(
        Locale.ROOT,
        "{\"variant\":\"run\",\"total\":%d,\"toFirstBatch\":%d,\"batches\":%d,\"rest\":%d}%n",
        end - start,
        at[0] - start,
        at[1] - at[0],
        end - at[1]);
  }

  private static void api(Path model, Path data, Path cache) {
    long start = System.nanoTime();
    long built;
    long parsed;
    long returned;
    TimedCalibrator calibrator;
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder()) {
      built = System.nanoTime();
      try (Network network = builder.createNetwork();
          OnnxParser parser = network.createParser();
          BuilderConfig config = builder.createConfig()) {
        parser.parseOrRefuse(model);
        config.set(BuilderFlag.INT8, true);
        calibrator = new TimedCalibrator(data, cache);
        try (calibrator) {
          config.setCalibrator(calibrator);
          config.setMonitor(calibrator);
          parsed = System.nanoTime();
          build(builder, network, config);
          returned = System.nanoTime();
        }
      }
    }
    long end = System.nanoTime();
    System.out.printf(
        Locale.ROOT,
        "{\"variant\":\"api\",\"total\":%d,\"builder\":%d,\"parse\":%d,\"toFirstBatch\":%d,"
            + "\"batches\":%d,\"callbacks\":%d,\"copies\":%d,\"search\":%d,\"stop\":%d,"
            + "\"close\":%d}%n",
        end - start,
        built - start,
        parsed - built,
        calibrator.first - parsed,
        calibrator.last - calibrator.first,
        calibrator.callbacks,
        calibrator.copies,
        calibrator.written - calibrator.last,
        returned - calibrator.written,
        end - returned);
  }

  /** Until the monitor stops it. */
  private static void build(Builder builder, Network network, BuilderConfig config) {
    try (SerializedEngine plan = builder.buildSerializedNetwork(network, config)) {
      throw new IllegalStateException("a plan of " + plan.bytes() + " bytes, the build went on");
    } catch (CalibrationFailedException e) {
      if (!e.code().equals("build.stopped")) {
        throw e;
      }
    }
  }
}
