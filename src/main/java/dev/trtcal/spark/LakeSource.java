package dev.trtcal.spark;

import dev.trtcal.BatchSource;
import dev.trtcal.DataDescription;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.BadImages;
import dev.trtcal.dataset.ImageChoice;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The images of a calibration that Spark carries out, as the calibration's source: it says what the
 * samples are, and after the job what was read and skipped. It hands out none itself.
 */
public final class LakeSource implements BatchSource {
  private final Lake lake;
  private final Preprocess preprocess;
  private final List<ImageEntry> candidates;
  private final int limit;
  private final BadImages bad;
  private DataDescription description;

  /**
   * @param lake where the images are
   * @param preprocess how each becomes a sample
   * @param choice which of them are used
   * @param maxBad images that may be unusable; default: 1 % of those wanted, at least 1
   */
  public LakeSource(Lake lake, Preprocess preprocess, ImageChoice choice, OptionalInt maxBad) {
    this.lake = lake;
    this.preprocess = preprocess;
    ImageSet set = lake.set();
    candidates = choice.candidates(set);
    limit = choice.limit(set);
    bad = new BadImages(set.description(), limit, maxBad.orElse(BadImages.most(limit)));
  }

  Lake lake() {
    return lake;
  }

  /** How an image becomes a sample. */
  public Preprocess preprocess() {
    return preprocess;
  }

  /** All images in order, the wanted ones first. */
  List<ImageEntry> candidates() {
    return candidates;
  }

  /** Images that are wanted. */
  int limit() {
    return limit;
  }

  BadImages bad() {
    return bad;
  }

  /** Says what was read. */
  void read(String sha256) {
    description = new DataDescription("images", preprocess.canonical(), limit, limit, sha256);
  }

  @Override
  public List<TensorSpec> samples() {
    return List.of(preprocess.sample(""));
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(limit);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    throw new UnsupportedOperationException("the executors read these images");
  }

  @Override
  public void rewind() {
    throw new UnsupportedOperationException("the executors read these images");
  }

  @Override
  public List<SkippedInput> skipped() {
    return bad.skipped();
  }

  /** What was read; empty before the job. */
  @Override
  public Optional<DataDescription> description() {
    return Optional.ofNullable(description);
  }
}
