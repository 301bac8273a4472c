package dev.trtcal.analysis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.ProgressListener;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets whose faults are known, of Fashion-MNIST's first 2,000 test images. */
class AuditTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path MODEL = GOLDEN.resolve("fashion_resnet/model_batch32.onnx");
  private static final int IMAGES = 256;
  private static final int SEEDS = 10;

  private static FashionImages all;
  private static ActivationSurvey network;

  @TempDir private static Path temp;

  @BeforeAll
  static void readImages() {
    List<byte[]> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    byte[] images = bytes("test2000_images.npy");
    byte[] classes = bytes("test2000_labels.npy");
    for (int i = 0; i < classes.length; i++) {
      pixels.add(Arrays.copyOfRange(images, i * 784, (i + 1) * 784));
      labels.add((int) classes[i]);
    }
    all = new FashionImages(pixels, labels);
    network = ActivationSurvey.open(MODEL, OptionalInt.of(2));
  }

  private static byte[] bytes(String file) {
    try (NpyFile npy = NpyFile.open(GOLDEN.resolve("fashion_data").resolve(file));
        Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(npy.shape().elements());
      npy.read(0, npy.shape().elements(), segment);
      return segment.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void findsNothingBadInAnOrdinarySet() throws IOException {
    Map<String, Verdict> verdicts = verdicts(audit(all.first(IMAGES)));
    assertTrue(!verdicts.containsValue(Verdict.BAD), verdicts.toString());
    assertEquals(Verdict.GOOD, verdicts.get("duplicates"), verdicts.toString());
    assertEquals(Verdict.GOOD, verdicts.get("classes"), verdicts.toString());
    assertEquals(Verdict.GOOD, verdicts.get("exposure"), verdicts.toString());
    assertEquals(Verdict.GOOD, verdicts.get("content"), verdicts.toString());
  }

  @Test
  void tellsThatOnlyOneClassIsThere() throws IOException {
    assertEquals(Verdict.BAD, verdicts(audit(all.ofClass(1, 150))).get("classes"));
  }

  @Test
  void tellsThatImagesAreDark() throws IOException {
    assertEquals(Verdict.BAD, verdicts(audit(all.first(IMAGES).darkened(0.3))).get("exposure"));
  }

  @Test
  void tellsThatImagesAreTooFew() throws IOException {
    assertEquals(Verdict.BAD, verdicts(audit(all.first(16))).get("enough"));
  }

  @Test
  void tellsThatHalfOfTheImagesAreCopies() throws IOException {
    Audit audit = audit(all.first(IMAGES).halfDuplicated());
    Finding duplicates =
        audit.findings().stream().filter(f -> f.question().equals("duplicates")).findFirst().get();
    assertEquals(Verdict.BAD, duplicates.verdict());
    assertEquals(0.5, duplicates.value(), 0.02);
  }

  @Test
  void tellsThatImagesAreNoise() throws IOException {
    assertEquals(Verdict.BAD, verdicts(audit(FashionImages.noise(64))).get("content"));
  }

  @Test
  void holdsAReferenceAgainstTheSet() {
    Activations set = activations(all.first(IMAGES));
    FashionImages others = all.chosen(IntStream.range(1000, 1000 + IMAGES).toArray());
    Finding same = NetworkQuestions.representative(Coverage.of(set, activations(others)));
    Finding dark =
        NetworkQuestions.representative(Coverage.of(activations(others.darkened(0.3)), set));
    assertNotEquals(Verdict.BAD, same.verdict(), same.toString());
    assertEquals(Verdict.BAD, dark.verdict(), dark.toString());
  }

  /**
   * More images reach farther by chance: ten times as many must not make a fair sample doubtful.
   */
  @Test
  void aLargerReferenceReachesNoFartherThanTheSet() {
    Activations reference = activations(all.chosen(IntStream.range(1000, 2000).toArray()));
    DataStatistics lake = DataStatistics.of(reference);
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      int[] chosen = Arrays.copyOf(Ordering.permutation(1000, new Random(seed)), 100);
      Activations set = activations(all.chosen(chosen));
      Coverage coverage = Coverage.of(set, reference);
      double[] reach = coverage.tensors().stream().mapToDouble(Coverage.Tensor::reach).toArray();
      sum += Ordering.median(reach);
      Finding same = NetworkQuestions.representative(coverage);
      assertEquals(Verdict.GOOD, same.verdict(), same.toString());
      Finding since = Drift.answer(lake, DataStatistics.of(set));
      assertEquals(Verdict.GOOD, since.verdict(), since.toString());
    }
    assertEquals(0, sum / SEEDS, 0.03);
    Activations dark = activations(all.first(100).darkened(0.3));
    Finding darker = NetworkQuestions.representative(Coverage.of(dark, reference));
    assertEquals(Verdict.BAD, darker.verdict(), darker.toString());
    Finding brighter = Drift.answer(lake, DataStatistics.of(dark));
    assertNotEquals(Verdict.GOOD, brighter.verdict(), brighter.toString());
  }

  @Test
  void statisticsOfPartsMergeToThoseOfTheWholeAndComeBackFromTheirFile() throws IOException {
    FashionImages whole = all.first(128);
    DataStatistics parts =
        DataStatistics.of(activations(whole.chosen(IntStream.range(64, 128).toArray())))
            .merged(DataStatistics.nothing())
            .merged(DataStatistics.of(activations(whole.first(64))));
    StatisticsFile format = new StatisticsFile("model", "preprocessing");
    Path one = temp.resolve("whole.json");
    Path other = temp.resolve("parts.json");
    format.write(one, DataStatistics.of(activations(whole)));
    format.write(other, parts);
    assertEquals(Files.readString(one), Files.readString(other));
    format.write(other, format.read(one));
    assertEquals(Files.readString(one), Files.readString(other));
    assertEquals(128, format.read(one).images());
  }

  @Test
  void tellsDriftOfValuesAndOfClasses() {
    DataStatistics before = DataStatistics.of(activations(all.first(IMAGES)));
    FashionImages others = all.chosen(IntStream.range(1000, 1000 + IMAGES).toArray());
    Finding same = Drift.answer(DataStatistics.of(activations(others)), before);
    assertEquals(Verdict.GOOD, same.verdict(), same.toString());
    DataStatistics oneClass = DataStatistics.of(activations(all.ofClass(1, 150)));
    Finding trousers = Drift.answer(oneClass, before);
    assertNotEquals(Verdict.GOOD, trousers.verdict(), trousers.toString());
    assertTrue(Drift.of(oneClass, before).mix() > 0.8, trousers.toString());
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    ActivationSurvey one = ActivationSurvey.open(MODEL, OptionalInt.of(1));
    FashionImages some = all.first(40);
    Activations a = one.run(some.source(), OptionalInt.empty(), ProgressListener.NONE);
    Activations b = activations(some);
    assertEquals(
        LearningCurve.of(a, ScaleRule.ENTROPY2, 1), LearningCurve.of(b, ScaleRule.ENTROPY2, 2));
    Function<int[], Map<String, Float>> entropy2 =
        choice -> SelectionTable.scales(MODEL, some.chosen(choice), Algorithm.entropy2());
    assertTrue(
        Arrays.equals(Selection.choose(a, 32, 1, entropy2), Selection.choose(b, 32, 2, entropy2)));
  }

  @Test
  void selectedImagesGiveTheSetsScales() {
    List<SelectionTable.Row> rows = SelectionTable.rows(all.first(512), "fashion_resnet", 64, 3);
    SelectionTable.Row minMax = rows.get(0);
    SelectionTable.Row entropy2 = rows.get(1);
    assertTrue(minMax.selected() < minMax.random() / 3, minMax.toString());
    assertTrue(entropy2.selected() < entropy2.random(), entropy2.toString());
  }

  private static Activations activations(FashionImages images) {
    return network.run(images.source(), OptionalInt.empty(), ProgressListener.NONE);
  }

  private static Audit audit(FashionImages images) throws IOException {
    Path folder = Files.createTempDirectory(temp, "set");
    images.writeTo(folder);
    try (ImageSet set = ImageSet.of(folder)) {
      ImageSurvey survey = ImageSurvey.of(set, 2, ProgressListener.NONE);
      return Audit.of(Optional.of(survey), activations(images), Map.of(), Optional.empty(), 2);
    }
  }

  private static Map<String, Verdict> verdicts(Audit audit) {
    Map<String, Verdict> verdicts = new HashMap<>();
    audit.findings().forEach(finding -> verdicts.put(finding.question(), finding.verdict()));
    return verdicts;
  }
}
