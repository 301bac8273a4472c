package dev.trtcal.cli;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Preprocess;
import dev.trtcal.image.Preset;
import dev.trtcal.onnx.bench.RandomResNet;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether decoding overlaps TensorRT's work: the time in which a ResNet-50 is shown a folder of
 * images by MinMax, against that of decoding alone and that of the same samples from memory. What
 * overlaps takes little more than the longer of the two; what does not takes their sum.
 *
 * <p>Arguments: the folder, and the JSON file that is written.
 */
final class OverlapBench {
  private static final int BATCH = 32;
  private static final String SUM = "one after the other";

  private OverlapBench() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path model = Files.createTempFile("resnet50", ".onnx");
    Files.write(model, RandomResNet.bytes(50));
    Preprocess.Builder builder = Preprocess.builder();
    Preset.IMAGENET.applyTo(builder);
    Preprocess preprocess = builder.build();
    decode(folder, preprocess);
    double decoding = decode(folder, preprocess);
    double work;
    try (BatchSource images = ImageSource.of(folder, preprocess).open();
        MemorySource memory = new MemorySource(images)) {
      calibrate(model, memory);
      memory.rewind();
      work = calibrate(model, memory);
    }
    double both;
    try (BatchSource images = ImageSource.of(folder, preprocess).open()) {
      both = calibrate(model, images);
    }
    Files.delete(model);
    BenchReport report = new BenchReport();
    String name = "batches of images, ResNet-50";
    report.add(name, SUM, decoding + work, "ms");
    report.add(name, "decoding alone", decoding, "ms", SUM);
    report.add(name, "TensorRT alone", work, "ms", SUM);
    report.add(name, "trtcal", both, "ms", SUM);
    BenchFile.write(report, Path.of(args[1]));
  }

  private static double decode(Path folder, Preprocess preprocess) {
    long start = System.nanoTime();
    try (BatchSource images = ImageSource.of(folder, preprocess).open();
        Arena arena = Arena.ofShared()) {
      TensorSpec sample = images.samples().get(0);
      MemorySegment batch = arena.allocate(sample.bytes() * BATCH, Long.BYTES);
      Map<String, MemorySegment> buffers = Map.of(sample.name(), batch);
      while (images.fill(buffers, BATCH) > 0) {
        // The next.
      }
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** The milliseconds from the first batch to the end of the data. */
  private static double calibrate(Path model, BatchSource source) {
    long[] at = new long[2];
    Calibration.of(model, source)
        .engine("tensorrt")
        .algorithm(Algorithm.minMax())
        .batchSize(BATCH)
        .build()
        .run(
            (phase, done, total) -> {
              if (phase.equals("calibrating") && done == 0) {
                at[0] = System.nanoTime();
              } else if (phase.equals("computing thresholds")) {
                at[1] = System.nanoTime();
              }
            });
    return (at[1] - at[0]) / 1e6;
  }
}
