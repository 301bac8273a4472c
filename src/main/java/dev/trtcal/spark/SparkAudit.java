package dev.trtcal.spark;

import dev.trtcal.ProgressListener;
import dev.trtcal.SkippedInput;
import dev.trtcal.analysis.audit.Duplicates;
import dev.trtcal.analysis.audit.Fingerprint;
import dev.trtcal.analysis.audit.ImageBlocks;
import dev.trtcal.analysis.audit.ImageBlocks.Beside;
import dev.trtcal.analysis.audit.Reference;
import dev.trtcal.analysis.audit.Yardstick;
import dev.trtcal.dataset.BadImages;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.image.Preprocess;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * What the audit asks of a whole lake of images, answered by Spark's executors: block by block as
 * {@link ImageBlocks} does on one machine, with the same results.
 */
public final class SparkAudit {
  private SparkAudit() {}

  /** What was found of some blocks, and which of their images cannot be used. */
  private record Part<T>(T found, List<Skipped> skipped) implements Serializable {}

  private record Skipped(int block, SkippedInput why) implements Serializable {}

  private record Candidates(int block, List<Integer> numbers) implements Serializable {}

  /**
   * What images of a lake are beside a set.
   *
   * @param images of {@link Lake#set()}
   * @param yardstick of the set
   * @param bad notes the images that cannot be used, and fails where they are too many
   */
  public static Reference reference(
      Lake lake,
      ImageSet images,
      Path model,
      Preprocess preprocess,
      OptionalInt batch,
      Yardstick yardstick,
      BadImages bad,
      ProgressListener progress) {
    SurveyJob job = SurveyJob.of(lake, model, preprocess, batch, Optional.of(yardstick));
    JavaRDD<Part<Beside>> found = found(lake, blocks(images), job, SparkAudit::beside);
    if (yardstick.looksForDuplicates()) {
      found.persist(StorageLevel.DISK_ONLY());
    }
    try {
      Reference whole =
          merged(
              lake,
              found.map(part -> new Part<>(part.found().reference(), part.skipped())),
              Reference::merged,
              "looking at the reference",
              bad,
              progress);
      return yardstick.looksForDuplicates()
          ? whole.with(duplicates(lake, found, progress), images)
          : whole;
    } finally {
      found.unpersist();
    }
  }

  /** Of what the blocks have left of their images: nothing is read again. */
  private static Duplicates duplicates(
      Lake lake, JavaRDD<Part<Beside>> found, ProgressListener progress) {
    JavaRDD<Fingerprint> prints = found.flatMap(part -> part.found().prints().iterator());
    progress.progress("looking for duplicates", 0, -1);
    return SparkRound.run(() -> SparkDuplicates.of(lake.spark(), prints));
  }

  private static Part<Beside> beside(SurveyJob job, Block block) {
    ImageBlocks.Found<Beside> found =
        job.withNetwork(
            network ->
                ImageBlocks.beside(
                    network,
                    SurveyJob.set(block),
                    job.preprocess(),
                    job.batchSize(),
                    job.yardstick(),
                    block.number() * ImageBlocks.SIZE));
    return part(block, found.found(), found.skipped());
  }

  /**
   * The images that stand for each block of a lake, or of some of its images, best.
   *
   * @param images of {@link Lake#set()}
   * @param most of each block
   * @return numbers among the images, in order
   */
  public static List<Integer> coreSets(
      Lake lake,
      ImageSet images,
      Path model,
      Preprocess preprocess,
      OptionalInt batch,
      int most,
      BadImages bad,
      ProgressListener progress) {
    SurveyJob job = SurveyJob.of(lake, model, preprocess, batch, Optional.empty());
    List<Candidates> all =
        merged(
            lake,
            found(lake, blocks(images), job, (told, block) -> coreSet(told, block, most)),
            SparkAudit::joined,
            "choosing candidates",
            bad,
            progress);
    return all.stream()
        .sorted(Comparator.comparingInt(Candidates::block))
        .flatMap(one -> one.numbers().stream().map(i -> one.block() * ImageBlocks.SIZE + i))
        .toList();
  }

  private static Part<List<Candidates>> coreSet(SurveyJob job, Block block, int most) {
    ImageBlocks.Found<List<Integer>> found =
        job.withNetwork(
            network ->
                ImageBlocks.coreSet(
                    network, SurveyJob.set(block), job.preprocess(), job.batchSize(), most));
    return part(block, List.of(new Candidates(block.number(), found.found())), found.skipped());
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    List<T> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }

  private static <T> Part<T> part(Block block, T found, List<SkippedInput> skipped) {
    return new Part<>(
        found, skipped.stream().map(why -> new Skipped(block.number(), why)).toList());
  }

  private static List<Block> blocks(ImageSet images) {
    List<Block> blocks = new ArrayList<>();
    int size = images.entries().size();
    for (int from = 0; from < size; from += ImageBlocks.SIZE) {
      List<LakeImage> some =
          images.entries().subList(from, Math.min(from + ImageBlocks.SIZE, size)).stream()
              .map(Lake::image)
              .toList();
      blocks.add(new Block(blocks.size(), new ArrayList<>(some), List.of(), some.size(), false));
    }
    return blocks;
  }

  private static <T> JavaRDD<Part<T>> found(
      Lake lake, List<Block> blocks, SurveyJob job, Function2<SurveyJob, Block, Part<T>> task) {
    SparkContext context = lake.spark().sparkContext();
    Broadcast<SurveyJob> told = JavaSparkContext.fromSparkContext(context).broadcast(job);
    Function<Block, Part<T>> measure = block -> task.call(told.value(), block);
    return BlockRows.of(lake, blocks).map(measure);
  }

  private static <T> T merged(
      Lake lake,
      JavaRDD<Part<T>> found,
      Function2<T, T, T> merge,
      String phase,
      BadImages bad,
      ProgressListener progress) {
    Part<T> all =
        SparkRound.run(
            lake,
            phase,
            found.getNumPartitions(),
            progress,
            () ->
                found.treeReduce(
                    (a, b) ->
                        new Part<>(
                            merge.call(a.found(), b.found()), joined(a.skipped(), b.skipped()))));
    all.skipped().stream()
        .sorted(Comparator.comparingInt(Skipped::block))
        .forEach(one -> bad.add(one.block(), one.why().file(), one.why().reason()));
    return all.found();
  }
}
