package dev.trtcal.analysis.audit;

import dev.trtcal.ProgressListener;
import dev.trtcal.dataset.ImageSet;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Prints the verdicts of docs/audit.md on sets whose faults are known, the first 512 test images
 * being the reference. A program; arguments: the folder of Fashion-MNIST's IDX files, a model.
 */
public final class AuditTable {
  private AuditTable() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path data = Path.of(arguments[0]);
    FashionImages train = FashionImages.read(data, "train", 10_000);
    FashionImages test = FashionImages.read(data, "t10k", 512);
    Map<String, FashionImages> sets = new LinkedHashMap<>();
    sets.put("first 512", train.first(512));
    sets.put("one class", train.ofClass(5, 512));
    sets.put("darkened to 0.3", train.first(512).darkened(0.3));
    sets.put("16 images", train.first(16));
    sets.put("half duplicated", train.first(512).halfDuplicated());
    sets.put("noise", FashionImages.noise(512));
    ActivationSurvey network = ActivationSurvey.open(Path.of(arguments[1]), OptionalInt.empty());
    Activations reference = network.run(test.source(), OptionalInt.empty(), ProgressListener.NONE);
    out.println("| set | question | verdict | value |");
    out.println("|---|---|---|---|");
    for (Map.Entry<String, FashionImages> entry : sets.entrySet()) {
      Path folder = Files.createTempDirectory("audit");
      entry.getValue().writeTo(folder);
      try (ImageSet set = ImageSet.of(folder)) {
        Activations made =
            network.run(entry.getValue().source(), OptionalInt.empty(), ProgressListener.NONE);
        Audit audit =
            Audit.of(
                Optional.of(ImageSurvey.of(set, network.threads(), ProgressListener.NONE)),
                made,
                Map.of(),
                Optional.of(Reference.of(reference, made)),
                network.threads());
        for (Finding finding : audit.findings()) {
          if (finding.verdict() != Verdict.GOOD) {
            out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.3f |%n",
                entry.getKey(),
                finding.question(),
                finding.verdict().name().toLowerCase(Locale.ROOT),
                finding.value());
          }
        }
      } finally {
        for (int i = 0; i < entry.getValue().size(); i++) {
          Files.delete(folder.resolve(String.format(Locale.ROOT, "%05d.png", i)));
        }
        Files.delete(folder);
      }
    }
  }
}
