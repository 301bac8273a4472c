package dev.trtcal.spark;

import dev.trtcal.ProgressListener;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells how many blocks are done, from the tasks that end. */
final class TaskProgress extends SparkListener {
  private final String phase;
  private final int blocks;
  private final ProgressListener progress;
  private int stage = -1;
  private int done;

  TaskProgress(String phase, int blocks, ProgressListener progress) {
    this.phase = phase;
    this.blocks = blocks;
    this.progress = progress;
    progress.progress(phase, 0, blocks);
  }

  /** The stage of the blocks is the last that has a task for each: others prepare it. */
  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    if (submitted.stageInfo().numTasks() == blocks && submitted.stageInfo().stageId() > stage) {
      stage = submitted.stageInfo().stageId();
      done = 0;
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd ended) {
    if (ended.stageId() == stage && ended.taskInfo().successful() && done < blocks) {
      done++;
      progress.progress(phase, done, blocks);
    }
  }
}
