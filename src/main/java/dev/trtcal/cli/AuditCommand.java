package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.OutputFile;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.audit.ActivationSurvey;
import dev.trtcal.analysis.audit.Activations;
import dev.trtcal.analysis.audit.Audit;
import dev.trtcal.analysis.audit.Coverage;
import dev.trtcal.analysis.audit.DataStatistics;
import dev.trtcal.analysis.audit.ImageBlocks;
import dev.trtcal.analysis.audit.ImageSurvey;
import dev.trtcal.analysis.audit.Reference;
import dev.trtcal.analysis.audit.Verdict;
import dev.trtcal.analysis.audit.Yardstick;
import dev.trtcal.dataset.BadImages;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.ContactSheet;
import dev.trtcal.image.Preprocess;
import dev.trtcal.report.Provenance;
import dev.trtcal.report.Section.Fact;
import dev.trtcal.spark.SparkAudit;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trtcal audit}: is this calibration set good enough? */
@Command(
    name = "audit",
    description = "Judge a calibration set: its images, and what the network makes of them.",
    sortOptions = false)
final class AuditCommand implements Callable<Integer> {
  private static final int SEEDS = 20;

  /** What {@code --fail-on} takes. */
  enum FailOn {
    bad,
    doubtful
  }

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The ONNX file.")
  private Path model;

  @Mixin private DataOptions data;

  @Option(
      names = "--reference",
      paramLabel = "DIR|ZIP|TAR",
      description = "A sample of production's images: does the set stand for them?")
  private String reference;

  @Option(
      names = "--select",
      paramLabel = "K",
      description = "Choose the K images that stand for the set best; judge them too.")
  private Integer select;

  @Option(
      names = "--select-to",
      paramLabel = "FILE",
      description = "Where to write their names, for calibrate --list (default: selected.txt).")
  private Path selectTo = Path.of("selected.txt");

  @Option(
      names = "--sheet",
      paramLabel = "F.png",
      description = "Where to show the images of --reference that the set covers least.")
  private Path sheet;

  @Mixin private StatisticsOptions statistics;

  @Mixin private ReportOption report;

  @Mixin private SparkOptions spark;

  @Option(
      names = "--fail-on",
      description = "${COMPLETION-CANDIDATES}: exit with 4 when a verdict is that, or worse.")
  private FailOn failOn;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  private boolean describe;
  private final List<Fact> dataFacts = new ArrayList<>();

  @Override
  public Integer call() {
    if (!data.images() && (reference != null || select != null || statistics.given())) {
      throw new UsageException(
          "audit.images",
          "--reference, --select, --save-statistics and --drift-since go with --images; tensors"
              + " have no file names");
    }
    if (sheet != null && reference == null) {
      throw new UsageException(
          "audit.sheet", "--sheet shows images of --reference: give both, or neither");
    }
    if (sheet != null) {
      OutputFile.checkWritable(sheet);
    }
    if (spark.givenWithoutWork() && reference == null) {
      throw new UsageException(
          "spark.audit", "audit --spark reads what --reference names: give a lake of images to it");
    }
    data.refuseMaxBad("audit judges the readable images and counts the others");
    Optional<Path> page = report.checked();
    describe = page.isPresent();
    ActivationSurvey network = ActivationSurvey.open(model, data.threads());
    AuditReport told;
    try (Progress progress = Progress.onStandardError()) {
      told = data.images() ? ofImages(network, progress) : ofTensors(network, progress);
    }
    if (sheet != null) {
      OutputFile.write(sheet, ContactSheet.png(told.leastCovered()));
    }
    page.ifPresent(
        file -> new AuditHtml(model, told, dataFacts, report.again()).report().write(file));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(out, told.toJson());
    } else {
      told.print(out);
      if (sheet != null) {
        out.println("wrote " + sheet + ": the reference's images that the set covers least");
      }
      statistics
          .written()
          .ifPresent(file -> out.println("wrote " + file + ": statistics for --drift-since"));
      page.ifPresent(file -> out.println("wrote " + file));
      out.flush();
    }
    Verdict worst = told.audit().worst();
    boolean failed =
        (failOn == FailOn.bad && worst == Verdict.BAD)
            || (failOn == FailOn.doubtful && worst != Verdict.GOOD);
    return failed ? ExitCode.CHECK : ExitCode.DONE;
  }

  private AuditReport ofTensors(ActivationSurvey network, Progress progress) {
    try (BatchSource source = data.open(network.model().inputs())) {
      Activations set = network.run(source, data.batch(), progress);
      describe("", source);
      Audit audit = Audit.of(Optional.empty(), set, Map.of(), Optional.empty(), network.threads());
      return AuditReport.of(audit);
    }
  }

  private AuditReport ofImages(ActivationSurvey network, Progress progress) {
    Preprocess preprocess = data.imagePreprocess(network.model().inputs());
    if (statistics.given()) {
      statistics.open(model, preprocess);
    }
    if (reference == null) {
      return ofImages(network, preprocess, set -> Optional.empty(), progress);
    }
    try (ImageSet images = spark.images(reference, () -> ImageSet.of(Path.of(reference)))) {
      AuditReport told =
          ofImages(
              network,
              preprocess,
              yardstick -> Optional.of(reference(network, images, preprocess, yardstick, progress)),
              progress);
      List<String> far =
          told.audit().coverage().stream()
              .flatMap(coverage -> coverage.leastCovered().stream())
              .map(Coverage.Far::origin)
              .toList();
      return told.showing(Pictures.of(images, far, preprocess));
    }
  }

  /** What the reference is beside the set, block by block; of Spark's executors where they work. */
  private Reference reference(
      ActivationSurvey network,
      ImageSet images,
      Preprocess preprocess,
      Yardstick yardstick,
      Progress progress) {
    if (!spark.given()) {
      try (BatchSource source = ImageSource.of(images, preprocess).open()) {
        describe("reference: ", source);
      }
    }
    int size = images.entries().size();
    BadImages bad = new BadImages(images.description(), size, BadImages.most(size));
    Reference whole =
        spark.given()
            ? SparkAudit.reference(
                spark.lake(), images, model, preprocess, data.batch(), yardstick, bad, progress)
            : ImageBlocks.reference(
                network, images, preprocess, data.batch(), yardstick, bad, progress);
    if (whole.images() == 0) {
      throw bad.noneUsable();
    }
    return whole;
  }

  private AuditReport ofImages(
      ActivationSurvey network,
      Preprocess preprocess,
      Function<Yardstick, Optional<Reference>> other,
      Progress progress) {
    try (ImageSet all = data.chosenImages()) {
      ImageSurvey survey = ImageSurvey.of(all, network.threads(), progress);
      ImageSet images = all.subset(survey.readable());
      SurveyedImages surveyed =
          new SurveyedImages(model, network, preprocess, data.batch(), progress);
      Activations set = activations(surveyed, images, "");
      Optional<Reference> reference = other.apply(Yardstick.of(set).with(survey.prints()));
      DataStatistics now =
          reference.map(Reference::statistics).orElseGet(() -> DataStatistics.of(set));
      Audit audit =
          statistics.answered(
              Audit.of(Optional.of(survey), set, orders(images), reference, network.threads()),
              now);
      statistics.write(now);
      if (select == null) {
        return AuditReport.of(audit);
      }
      if (select < 2 || select > images.entries().size()) {
        throw new UsageException(
            "audit.select",
            "--select " + select + ": must be 2 to the " + images.entries().size() + " images");
      }
      ImageSet some = surveyed.choose(images, set, select);
      Activations kept = activations(surveyed, some, "selected: ");
      Audit after =
          Audit.of(
              Optional.of(ImageSurvey.of(some, network.threads(), progress)),
              kept,
              Map.of(),
              Optional.of(Reference.of(set, kept)),
              network.threads());
      SurveyedImages.write(selectTo, some, set.images(), "trtcal audit --select");
      return new AuditReport(
          audit, Optional.of(after), SurveyedImages.names(some), Optional.of(selectTo), List.of());
    }
  }

  private Activations activations(SurveyedImages surveyed, ImageSet images, String which) {
    return surveyed.activations(images, source -> describe(which, source));
  }

  /** For the page: what of the data can be told apart from others by. */
  private void describe(String which, BatchSource source) {
    if (describe) {
      for (Fact fact : Provenance.data(source)) {
        dataFacts.add(new Fact(which + fact.name(), fact.value()));
      }
    }
  }

  /** Where the orders of the first seeds of {@code --shuffle} take each image from. */
  private static Map<Long, int[]> orders(ImageSet images) {
    Map<String, Integer> places = new HashMap<>();
    for (ImageEntry entry : images.entries()) {
      places.put(entry.name(), places.size());
    }
    Map<Long, int[]> orders = new LinkedHashMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      orders.put(
          seed,
          images.shuffled(seed).entries().stream()
              .mapToInt(entry -> places.get(entry.name()))
              .toArray());
    }
    return orders;
  }
}
