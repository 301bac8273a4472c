package dev.trtcal.spark;

import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ContentHash;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import dev.trtcal.ProgressListener;
import dev.trtcal.SkippedInput;
import dev.trtcal.UsageException;
import dev.trtcal.cpu.BlockCounts;
import dev.trtcal.cpu.BlockNetwork;
import dev.trtcal.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A calibration that Spark carries out on the CPU engine. Cache and statistics are those that the
 * CPU engine finds on one machine with {@link dev.trtcal.HistogramRange#WHOLE_SET}, byte for byte.
 *
 * <p>Blocks are measured side by side. Where images cannot be used, blocks end with images that
 * make no full batch: these are put together in the data's order and measured in a second round.
 * The end of the data is measured last, by one task, since there the last batch and the
 * replacements of bad images are decided.
 */
public final class SparkCalibration {
  /** Images a block, rounded up to full batches. */
  private static final int BLOCK = 512;

  private static final int HASH_BYTES = 32;

  private final Calibration calibration;
  private final LakeSource source;
  private final BatchLayout layout;
  private final BlockJobs jobs;
  private final byte[] hashes;
  private BlockCounts counts;
  private int dropped;

  private SparkCalibration(
      Calibration calibration,
      LakeSource source,
      Optional<String> work,
      ProgressListener progress) {
    this.calibration = calibration;
    this.source = source;
    hashes = new byte[Math.multiplyExact(source.limit(), HASH_BYTES)];
    layout =
        BatchLayout.fit(
            OnnxModel.read(calibration.model()).inputs(),
            source.samples(),
            calibration.batchSize(),
            calibration.shapes());
    jobs = new BlockJobs(source.lake(), calibration, source.preprocess(), work, progress);
  }

  /**
   * Carries a calibration out and writes its cache.
   *
   * @param calibration whose source is a {@link LakeSource}
   * @param work folder of any Hadoop file system in which the results of blocks stay; a later run
   *     of the same calibration takes those that are there
   * @throws UsageException {@code range.order} when its range depends on the order of the data,
   *     {@code plan.unsupported} when it wants more than a cache
   * @throws InvalidInputException {@code images.bad} when more images than allowed cannot be used
   */
  public static CalibrationResult run(
      Calibration calibration, Optional<String> work, ProgressListener progress) {
    if (!(calibration.source() instanceof LakeSource lake)) {
      throw new UsageException("lake.source", "Spark calibrates on images of a lake alone");
    }
    BlockNetwork.checkRange(calibration);
    if (calibration.plan().isPresent() || calibration.histogramCache().isPresent()) {
      throw new UsageException(
          "plan.unsupported",
          "Spark makes the cache alone: build the plan from it where TensorRT and a GPU are");
    }
    calibration.cache().ifPresent(OutputFile::checkWritable);
    CalibrationResult result = run(calibration, lake, work, BLOCK, progress);
    calibration.cache().ifPresent(file -> OutputFile.write(file, result.cache()));
    return result;
  }

  /**
   * Measures it.
   *
   * @param block images a block, which change nothing but what a task takes
   */
  static CalibrationResult run(
      Calibration calibration,
      LakeSource lake,
      Optional<String> work,
      int block,
      ProgressListener progress) {
    return new SparkCalibration(calibration, lake, work, progress).run(block);
  }

  private CalibrationResult run(int block) {
    int batch = layout.batchSize();
    int size = Math.ceilDiv(block, batch) * batch;
    int limit = source.limit();
    int endFrom = (limit - 1) / size * size;
    List<Integer> left = measure(IntStream.range(0, endFrom).boxed().toList(), size);
    int full = left.size() / batch * batch;
    measure(left.subList(0, full), size);
    measureEnd(left.subList(full, left.size()), endFrom);
    CalibrationResult.Feed feed =
        new CalibrationResult.Feed(
            counts.samples(), counts.batches(), batch, dropped, source.skipped());
    source.read(hash());
    return BlockNetwork.result(calibration, counts, feed);
  }

  /** The images in blocks of one size; returns those that made no full batch, in order. */
  private List<Integer> measure(List<Integer> images, int size) {
    List<List<Integer>> cut = new ArrayList<>();
    for (int from = 0; from < images.size(); from += size) {
      cut.add(images.subList(from, Math.min(from + size, images.size())));
    }
    return measure(cut, size, false);
  }

  private void measureEnd(List<Integer> left, int endFrom) {
    List<Integer> end = new ArrayList<>(left);
    int others = source.candidates().size() - source.limit();
    int replacements = Math.min(others, source.bad().allowed());
    IntStream.range(endFrom, source.limit() + replacements).forEach(end::add);
    int used = counts == null ? 0 : Math.toIntExact(counts.samples());
    dropped = measure(List.of(end), source.limit() - used, true).size();
    if (counts.samples() + dropped == 0) {
      throw source.bad().noneUsable();
    }
  }

  private List<Integer> measure(List<List<Integer>> cut, int most, boolean last) {
    if (cut.isEmpty()) {
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    for (List<Integer> images : cut) {
      List<LakeImage> listed =
          images.stream().map(i -> Lake.image(source.candidates().get(i))).toList();
      blocks.add(new Block(blocks.size(), listed, List.of(), most, last));
    }
    BlockResult found = jobs.run(blocks);
    counts = counts == null ? found.counts() : counts.merged(found.counts());
    List<Integer> left = new ArrayList<>();
    found.facts().stream()
        .sorted(Comparator.comparingInt(BlockResult.Facts::block))
        .forEach(facts -> left.addAll(note(facts, cut.get(facts.block()))));
    return left;
  }

  /** Keeps what became of a block's images; returns those that are left of it. */
  private List<Integer> note(BlockResult.Facts facts, List<Integer> images) {
    for (int place = 0; place < images.size(); place++) {
      int image = images.get(place);
      if (image < source.limit()) {
        System.arraycopy(
            facts.hashes(), place * HASH_BYTES, hashes, image * HASH_BYTES, HASH_BYTES);
      }
    }
    for (BlockResult.Skipped skipped : facts.skipped()) {
      SkippedInput why = skipped.why();
      source.bad().add(images.get(skipped.place()), why.file(), why.reason());
    }
    return facts.left().stream().map(images::get).toList();
  }

  private String hash() {
    ContentHash.OfMany all = new ContentHash.OfMany();
    for (int i = 0; i < source.limit(); i++) {
      all.add(
          source.candidates().get(i).name(),
          HexFormat.of().formatHex(hashes, i * HASH_BYTES, (i + 1) * HASH_BYTES));
    }
    return all.hash();
  }
}
