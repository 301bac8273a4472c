package dev.trtcal.cli;

import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.dataset.ImageChoice;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.spark.Lake;
import dev.trtcal.spark.LakeSource;
import dev.trtcal.spark.SparkEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --spark MASTER} and what goes with it. Loads nothing of Spark's unless it is given. */
final class SparkOptions {
  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Let Apache Spark read --images, which may then be a folder or glob of any Hadoop file"
              + " system, or Parquet: local[2], spark://HOST:7077, or submit for the master that"
              + " spark-submit was given. The result is one machine's with --range whole-set.")
  private String master;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description =
          "With --spark: --images is Parquet, and this column holds the images, or their paths.")
  private String imageColumn;

  @Option(
      names = "--name-column",
      paramLabel = "NAME",
      description =
          "With --image-column: the column that holds each image's name (default: the column of"
              + " paths).")
  private String nameColumn;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "With calibrate --spark: keep the results of blocks there, and go on from those that a"
              + " run which was ended has left; a folder of any Hadoop file system.")
  private String work;

  private Lake opened;

  /** Whether the work is Spark's. */
  boolean given() {
    if (master == null && (imageColumn != null || nameColumn != null || work != null)) {
      throw new UsageException(
          "spark.options", "--image-column, --name-column and --work go with --spark");
    }
    return master != null;
  }

  /** As {@link #given}, for a command that keeps no results of blocks. */
  boolean givenWithoutWork() {
    if (work != null) {
      throw new UsageException("spark.options", "--work goes with calibrate alone");
    }
    return given();
  }

  /** The folder of results that stay; empty when none is to. */
  Optional<String> work() {
    return Optional.ofNullable(work);
  }

  /** Opens Spark and lists the images. */
  Lake lake(String location) {
    SparkEntry.check();
    opened =
        imageColumn == null
            ? Lake.files(SparkEntry.open(master), location)
            : Lake.parquet(
                SparkEntry.open(master),
                location,
                imageColumn,
                nameColumn == null ? imageColumn : nameColumn);
    return opened;
  }

  /** The lake that was opened. */
  Lake lake() {
    return opened;
  }

  /** The images of a lake that the options name and choose. */
  ImageSet chosen(DataOptions data) {
    ImageSet all = lake(data.lake()).set();
    ImageChoice choice = data.choice();
    return ImageSet.listed(all.description(), choice.candidates(all).subList(0, choice.limit(all)));
  }

  /** Images of a lake where Spark is to read them, else those of this machine. */
  ImageSet images(String location, Supplier<ImageSet> here) {
    return given() ? lake(location).set() : here.get();
  }

  /** The images as a calibration's source. */
  LakeSource source(DataOptions data, List<TensorSpec> inputs) {
    return new LakeSource(
        lake(data.lake()), data.imagePreprocess(inputs), data.choice(), data.maxBad());
  }
}
