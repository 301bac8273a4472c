package dev.trtcal.spark;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.ProgressListener;
import dev.trtcal.TrtcalException;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/** One job of Spark's that measures blocks: its progress, and what it failed with. */
final class SparkRound {
  private SparkRound() {}

  /**
   * Runs it.
   *
   * @param blocks that it measures, a task each
   * @throws TrtcalException what a task failed with
   */
  static <T> T run(
      Lake lake, String phase, int blocks, ProgressListener progress, Supplier<T> job) {
    TaskProgress listener = new TaskProgress(phase, blocks, progress);
    SparkContext context = lake.spark().sparkContext();
    context.addSparkListener(listener);
    try {
      return run(job);
    } finally {
      context.removeSparkListener(listener);
    }
  }

  /**
   * Runs work of Spark's that measures no blocks.
   *
   * @throws TrtcalException what a task failed with
   */
  static <T> T run(Supplier<T> job) {
    try {
      return job.get();
    } catch (TrtcalException e) {
      throw e;
    } catch (Exception e) { // Spark's own are checked ones that Scala does not declare
      throw failure(e);
    }
  }

  /** What the task said, if it was one of ours that failed. */
  private static TrtcalException failure(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof TrtcalException known) {
        return known;
      }
    }
    String first = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return new CalibrationFailedException("spark.failed", "Spark's job failed: " + first, thrown);
  }
}
