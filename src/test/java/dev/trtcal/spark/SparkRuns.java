package dev.trtcal.spark;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchSource;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.HistogramRange;
import dev.trtcal.ProgressListener;
import dev.trtcal.analysis.audit.ActivationSurvey;
import dev.trtcal.analysis.audit.Duplicates;
import dev.trtcal.analysis.audit.Fingerprint;
import dev.trtcal.analysis.audit.ImageBlocks;
import dev.trtcal.analysis.audit.MadePrints;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.dataset.BadImages;
import dev.trtcal.dataset.ImageChoice;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.ColorOrder;
import dev.trtcal.image.Preprocess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * SparkRuns MODEL IMAGES OUT RUN...: calibrates the same images in several ways and leaves each
 * one's cache and sidecar in OUT.
 *
 * <p>A run is {@code one} for one machine, or {@code MASTER/INPUT/PARTITIONS/SETTING}: input is
 * {@code files}, {@code rows} (shuffled Parquet with the images in it) or {@code paths}; setting is
 * {@code all}, the number of images that a seed draws, {@code core}: instead of a calibration the
 * images that stand for each block best, {@code duplicates}: those among prints made up, or {@code
 * killed}: all, and in mid-job one executor is killed.
 */
final class SparkRuns {
  static final Preprocess PREPROCESS =
      Preprocess.builder().color(ColorOrder.GRAY).resize(28, 28).mean(0.286f).std(0.353f).build();

  private static final int CORE = 20;

  private static SparkSession open;

  private SparkRuns() {}

  public static void main(String[] arguments) throws Exception {
    Path model = Path.of(arguments[0]);
    Path images = Path.of(arguments[1]);
    Path out = Path.of(arguments[2]);
    for (int i = 3; i < arguments.length; i++) {
      long start = System.nanoTime();
      run(model, images, out, arguments[i]);
      System.out.printf("%s: %.1f s%n", arguments[i], (System.nanoTime() - start) / 1e9);
    }
    if (open != null) {
      open.stop();
    }
  }

  private static void run(Path model, Path images, Path out, String run) throws Exception {
    String[] parts = run.split("/");
    ImageChoice choice =
        parts[parts.length - 1].matches("[0-9]+")
            ? ImageChoice.ALL.most(Integer.parseInt(parts[parts.length - 1])).seed(3)
            : ImageChoice.ALL;
    if (run.equals("one/duplicates")) {
      String found = Duplicates.of(prints()).toString();
      Files.writeString(out.resolve("one_duplicates.txt"), found);
      return;
    }
    if (run.equals("one/core")) {
      try (ImageSet set = ImageSet.of(images)) {
        List<Integer> chosen =
            ImageBlocks.coreSets(
                ActivationSurvey.open(model, OptionalInt.of(2)),
                set,
                PREPROCESS,
                OptionalInt.empty(),
                CORE,
                bad(set),
                ProgressListener.NONE);
        Files.writeString(out.resolve("one_core.txt"), chosen.toString());
      }
      return;
    }
    if (parts[0].equals("one")) {
      try (BatchSource source = oneMachine(images, choice)) {
        Calibration calibration = calibration(model, source);
        write(out, run, calibration, calibration.run());
      }
      return;
    }
    SparkSession spark = session(parts[0]);
    if (parts[3].equals("duplicates")) {
      JavaRDD<Fingerprint> prints =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(prints(), Integer.parseInt(parts[2]));
      String found = SparkDuplicates.of(spark, prints).toString();
      Files.writeString(out.resolve(name(run) + ".txt"), found);
      return;
    }
    Lake lake = lake(spark, images, out, parts[1], Integer.parseInt(parts[2]));
    if (parts[3].equals("core")) {
      List<Integer> chosen =
          SparkAudit.coreSets(
              lake,
              lake.set(),
              model,
              PREPROCESS,
              OptionalInt.empty(),
              CORE,
              bad(lake.set()),
              ProgressListener.NONE);
      Files.writeString(out.resolve(name(run) + ".txt"), chosen.toString());
      return;
    }
    LakeSource source = new LakeSource(lake, PREPROCESS, choice, OptionalInt.of(20));
    Calibration calibration = calibration(model, source);
    write(
        out,
        run,
        calibration,
        SparkCalibration.run(
            calibration,
            source,
            Optional.empty(),
            parts[2].equals("1") ? 64 : 512,
            parts[3].equals("killed") ? new KilledExecutor() : ProgressListener.NONE));
  }

  /** Variants of a few scenes, and a crowd. */
  private static List<Fingerprint> prints() {
    List<Fingerprint> prints = new ArrayList<>(MadePrints.prints(600, 20));
    prints.addAll(MadePrints.crowd(prints.size()));
    return prints;
  }

  /** Kills the first executor it finds as soon as a few blocks are done. */
  private static final class KilledExecutor implements ProgressListener {
    private boolean killed;

    @Override
    public void progress(String phase, long done, long total) {
      if (!killed && done >= 4) {
        killed = true;
        ProcessHandle executor =
            ProcessHandle.current()
                .descendants()
                .filter(one -> one.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no executor to kill"));
        executor.destroyForcibly();
        System.out.println("killed executor " + executor.pid() + " after " + done + " of " + total);
      }
    }
  }

  private static BatchSource oneMachine(Path images, ImageChoice choice) {
    ImageSource.Builder source = ImageSource.of(images, PREPROCESS).maxBad(20);
    choice.maxImages().ifPresent(source::maxImages);
    choice.seed().ifPresent(source::seed);
    return source.open();
  }

  /** The one that is open, unless it has another master. */
  private static SparkSession session(String master) {
    if (open != null && !open.sparkContext().master().equals(master)) {
      open.stop();
    }
    open =
        SparkSession.builder()
            .master(master)
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 4)
            .getOrCreate();
    return open;
  }

  private static Lake lake(SparkSession spark, Path images, Path out, String input, int partitions)
      throws Exception {
    if (input.equals("files")) {
      return Lake.files(spark, images.toString());
    }
    Path table = out.resolve(input + partitions + ".parquet");
    if (Files.notExists(table)) {
      String root = "^file:/*" + images.toAbsolutePath() + "/";
      Dataset<Row> rows =
          spark
              .read()
              .format("binaryFile")
              .option("recursiveFileLookup", true)
              .load(images.toString())
              .withColumn("name", functions.regexp_replace(functions.col("path"), root, ""))
              .select("name", "path", "content");
      rows.repartition(partitions, functions.rand(partitions))
          .sortWithinPartitions(functions.rand(7))
          .write()
          .parquet(table.toString());
    }
    String column = input.equals("rows") ? "content" : "path";
    return Lake.parquet(spark, table.toString(), column, "name");
  }

  private static Calibration calibration(Path model, BatchSource source) {
    return Calibration.of(model, source)
        .engine("cpu")
        .algorithm(Algorithm.entropy2())
        .histogramRange(HistogramRange.WHOLE_SET)
        .build();
  }

  /** Notes tell of one machine's memory. */
  private static void write(Path out, String run, Calibration calibration, CalibrationResult result)
      throws Exception {
    String name = name(run);
    Files.write(out.resolve(name + ".cache"), result.cache());
    Sidecar sidecar = Sidecar.of("test", calibration, result);
    List<String> lines = new ArrayList<>(sidecar.json().lines().toList());
    lines.removeIf(line -> line.contains("memory does not grow"));
    Files.writeString(
        out.resolve(name + ".json"), String.join("\n", lines).replace(",\n  ]", "\n  ]"));
  }

  private static String name(String run) {
    return run.replaceAll("[^a-z0-9]+", "_");
  }

  private static BadImages bad(ImageSet set) {
    return new BadImages(set.description(), set.entries().size(), 20);
  }
}
