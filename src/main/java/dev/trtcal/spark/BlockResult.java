package dev.trtcal.spark;

import dev.trtcal.SkippedInput;
import dev.trtcal.cpu.BlockCounts;
import java.io.Serializable;
import java.util.List;

/**
 * What a task found in a block.
 *
 * @param counts statistics of what was fed
 * @param facts what became of the images
 */
record BlockResult(BlockCounts counts, List<Facts> facts) implements Serializable {

  /**
   * What became of the images of one block.
   *
   * @param block its number
   * @param hashes SHA-256 of each image's bytes in the block's order, 32 bytes each
   * @param skipped images that cannot be used: their places in the block, and why
   * @param left places of the images at its end that make no full batch, and were not fed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Facts(int block, byte[] hashes, List<Skipped> skipped, List<Integer> left)
      implements Serializable {}

  /** An image that cannot be used. */
  record Skipped(int place, SkippedInput why) implements Serializable {}
}
