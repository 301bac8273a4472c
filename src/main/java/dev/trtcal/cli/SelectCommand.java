package dev.trtcal.cli;

import dev.trtcal.OutputFile;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.audit.ActivationSurvey;
import dev.trtcal.analysis.audit.Activations;
import dev.trtcal.analysis.audit.Audit;
import dev.trtcal.analysis.audit.DataStatistics;
import dev.trtcal.analysis.audit.ImageBlocks;
import dev.trtcal.analysis.audit.ImageSurvey;
import dev.trtcal.analysis.audit.Reference;
import dev.trtcal.analysis.audit.Yardstick;
import dev.trtcal.dataset.BadImages;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import dev.trtcal.report.Provenance;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.spark.SparkAudit;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trtcal select}: the few images that stand for a set of any size. */
@Command(
    name = "select",
    description =
        "Choose the images that stand for a set of any size best, and judge them against it.",
    sortOptions = false)
final class SelectCommand implements Callable<Integer> {
  /** Images among which the choice is made with all that is known of each. */
  private static final int MOST_CANDIDATES = 4096;

  /** Candidates of a block, at least. */
  private static final int LEAST_OF_BLOCK = 8;

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Mixin private DataOptions data;

  @Option(
      names = "--count",
      required = true,
      paramLabel = "K",
      description = "How many images to choose.")
  private int count;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where to write their names, for calibrate --list (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of("selected.txt");

  @Mixin private ReportOption report;

  @Mixin private SparkOptions spark;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    if (!data.images()) {
      throw new UsageException("select.images", "select takes --images; tensors have no names");
    }
    OutputFile.checkWritable(to);
    Optional<Path> page = report.checked();
    ActivationSurvey network = ActivationSurvey.open(model, data.threads());
    Preprocess preprocess = data.imagePreprocess(network.model().inputs());
    AuditReport told;
    try (Progress progress = Progress.onStandardError();
        ImageSet all = spark.givenWithoutWork() ? spark.chosen(data) : data.chosenImages()) {
      told =
          select(new SurveyedImages(model, network, preprocess, data.batch(), progress), all, page);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, told.toJson());
    } else {
      told.print(out);
      page.ifPresent(file -> out.println("wrote " + file));
      out.flush();
    }
    return ExitCode.DONE;
  }

  private AuditReport select(SurveyedImages surveyed, ImageSet all, Optional<Path> page) {
    ActivationSurvey network = surveyed.network();
    ImageSet candidates = candidates(surveyed, all);
    ImageSurvey survey = ImageSurvey.of(candidates, network.threads(), surveyed.progress());
    ImageSet images = candidates.subset(survey.readable());
    if (count < 2 || count > images.entries().size()) {
      throw new UsageException(
          "select.count",
          "--count " + count + ": must be 2 to the " + images.entries().size() + " images");
    }
    ImageSet some = surveyed.choose(images, surveyed.activations(images), count);
    List<Fact> facts = new ArrayList<>();
    Activations kept =
        surveyed.activations(
            some, source -> page.ifPresent(file -> facts.addAll(Provenance.data(source))));
    Reference whole = whole(surveyed, all, Yardstick.of(kept));
    Audit judged =
        Audit.of(
            Optional.of(ImageSurvey.of(some, network.threads(), surveyed.progress())),
            kept,
            Map.of(),
            Optional.of(whole),
            network.threads());
    SurveyedImages.write(to, some, whole.images(), "trtcal select");
    AuditReport told =
        new AuditReport(
            judged, Optional.empty(), SurveyedImages.names(some), Optional.of(to), List.of());
    page.ifPresent(
        file ->
            new SelectHtml(
                    model,
                    told,
                    all,
                    some,
                    whole.statistics(),
                    DataStatistics.of(kept),
                    pictures(some, surveyed.preprocess()),
                    facts,
                    report.again())
                .report()
                .write(file));
    return told;
  }

  private static List<Pixels> pictures(ImageSet some, Preprocess preprocess) {
    List<String> names = SurveyedImages.names(some);
    int shown = Math.min(SelectHtml.PICTURES, names.size());
    return Pictures.of(some, names.subList(0, shown), preprocess);
  }

  /**
   * All of a small set; of a large one those that stand for each of its blocks, again if need be.
   */
  private ImageSet candidates(SurveyedImages surveyed, ImageSet all) {
    List<Integer> numbers = IntStream.range(0, all.entries().size()).boxed().toList();
    BadImages bad = bad(all);
    while (numbers.size() > MOST_CANDIDATES) {
      ImageSet left = all.subset(numbers);
      long share = Math.ceilDiv((long) ImageBlocks.SIZE * MOST_CANDIDATES, numbers.size());
      int most = Math.toIntExact(Math.max(LEAST_OF_BLOCK, share));
      List<Integer> chosen =
          spark.given()
              ? SparkAudit.coreSets(
                  spark.lake(),
                  left,
                  model,
                  surveyed.preprocess(),
                  data.batch(),
                  most,
                  bad,
                  surveyed.progress())
              : ImageBlocks.coreSets(
                  surveyed.network(),
                  left,
                  surveyed.preprocess(),
                  data.batch(),
                  most,
                  bad,
                  surveyed.progress());
      if (chosen.size() >= numbers.size()) {
        break;
      }
      numbers = chosen.stream().map(numbers::get).toList();
    }
    return all.subset(numbers);
  }

  private Reference whole(SurveyedImages surveyed, ImageSet all, Yardstick yardstick) {
    return spark.given()
        ? SparkAudit.reference(
            spark.lake(),
            all,
            model,
            surveyed.preprocess(),
            data.batch(),
            yardstick,
            bad(all),
            surveyed.progress())
        : ImageBlocks.reference(
            surveyed.network(),
            all,
            surveyed.preprocess(),
            data.batch(),
            yardstick,
            bad(all),
            surveyed.progress());
  }

  private BadImages bad(ImageSet all) {
    int size = all.entries().size();
    return new BadImages(all.description(), size, data.maxBad().orElse(BadImages.most(size)));
  }
}
