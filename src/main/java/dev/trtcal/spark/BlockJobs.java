package dev.trtcal.spark;

import dev.trtcal.Calibration;
import dev.trtcal.ProgressListener;
import dev.trtcal.image.Preprocess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Rounds of blocks, measured by the executors and merged on them. */
final class BlockJobs {
  private static final String PHASE = "calibrating";

  private final Lake lake;
  private final ProgressListener progress;
  private final Broadcast<Job> job;

  BlockJobs(
      Lake lake,
      Calibration calibration,
      Preprocess preprocess,
      Optional<String> work,
      ProgressListener progress) {
    this.lake = lake;
    this.progress = progress;
    SparkContext context = lake.spark().sparkContext();
    Job told =
        Job.of(
            calibration,
            preprocess.canonical(),
            work.orElse(""),
            HadoopFiles.settings(context.hadoopConfiguration()));
    job = JavaSparkContext.fromSparkContext(context).broadcast(told);
  }

  /**
   * Measures blocks.
   *
   * @throws dev.trtcal.TrtcalException what a task failed with
   */
  BlockResult run(List<Block> blocks) {
    Broadcast<Job> told = job;
    return SparkRound.run(
        lake,
        PHASE,
        blocks.size(),
        progress,
        () ->
            BlockRows.of(lake, blocks)
                .map(block -> KeptBlocks.measure(told.value(), block))
                .treeReduce(BlockJobs::merged));
  }

  private static BlockResult merged(BlockResult a, BlockResult b) {
    List<BlockResult.Facts> facts = new ArrayList<>(a.facts());
    facts.addAll(b.facts());
    return new BlockResult(a.counts().merged(b.counts()), facts);
  }
}
