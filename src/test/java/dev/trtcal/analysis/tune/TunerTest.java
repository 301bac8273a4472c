package dev.trtcal.analysis.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.TensorRange;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.dataset.NpySource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTest {
  private static final int SAMPLES = 64;
  private static final int TRIALS = 10;

  @TempDir private Path folder;

  private static BatchSource data() {
    return NpySource.of(Fashion.GOLDEN.resolve("fashion_data/calib512.npy"))
        .maxSamples(SAMPLES)
        .open();
  }

  private static TuneOptions options(int trials, double budget, Optional<Path> state) {
    return new TuneOptions(
        Optional.empty(),
        new Budget(budget),
        1,
        OptionalInt.of(trials),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.of(2),
        state);
  }

  private static Tuning tune(TuneOptions options, ProgressListener progress) {
    try (BatchSource data = data()) {
      return Tuner.run(Fashion.model("fashion_resnet"), data, options, progress);
    }
  }

  @Test
  void comesNearerToFloatThanAnySingleRuleAndListsEveryTensor() {
    Tuning tuning = tune(options(TRIALS, 5, Optional.empty()), ProgressListener.NONE);
    double tuned = loss(tuning, "tuned");
    for (Rule rule : Rule.values()) {
      assertTrue(tuned <= loss(tuning, rule.id()), rule + " " + tuning.scores());
    }
    assertTrue(loss(tuning, "entropy") > 100 * tuned, tuning.scores().toString());
    assertEquals(names("minmax.cache"), names(tuning));
    assertTrue(tuning.holds());
    assertEquals(List.of(), tuning.keepFloat());
  }

  private static double loss(Tuning tuning, String name) {
    return tuning.scores().stream()
        .filter(standing -> standing.name().equals(name))
        .findFirst()
        .orElseThrow()
        .chosen()
        .loss();
  }

  private static Set<String> names(String cache) {
    return CalibrationCache.parse(Fashion.GOLDEN.resolve("fashion_resnet").resolve(cache))
        .entries()
        .stream()
        .map(TensorRange::name)
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Tuning tuning) {
    return tuning.ranges().stream().map(TensorRange::name).collect(Collectors.toSet());
  }

  @Test
  void aSearchThatWasStoppedGoesOnAndEndsWhereTheOtherDid() {
    Tuning whole = tune(options(TRIALS, 5, Optional.empty()), ProgressListener.NONE);
    Path state = folder.resolve("state");
    ProgressListener stopper =
        (phase, done, total) -> {
          if (phase.equals("choosing thresholds") && done > 0) {
            Thread.currentThread().interrupt();
          }
        };
    CalibrationFailedException stopped =
        assertThrows(
            CalibrationFailedException.class,
            () -> tune(options(TRIALS, 5, Optional.of(state)), stopper));
    assertTrue(Thread.interrupted());
    assertEquals("analysis.interrupted", stopped.code());
    assertTrue(Files.exists(state));
    Tuning resumed = tune(options(TRIALS, 5, Optional.of(state)), ProgressListener.NONE);
    assertEquals(whole.ranges(), resumed.ranges());
    assertEquals(whole.choices(), resumed.choices());
    assertEquals(whole.scores(), resumed.scores());
    assertFalse(Files.exists(state));
  }

  @Test
  void refusesTheStateOfAnotherSearch() throws Exception {
    Path state = Files.writeString(folder.resolve("state"), "trtcal tune 2\nanother\n3c000000\n");
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> tune(options(TRIALS, 5, Optional.of(state)), ProgressListener.NONE));
    assertEquals("tune.state", refused.code());
  }

  /** Entropy2 clips the input, so the layer that reads it is the one to keep. */
  @Test
  void keepsTheOneLayerInFloatThatInt8CannotDo() {
    Map<String, Float> entropy2 =
        Fashion.scales(Fashion.GOLDEN.resolve("fashion_resnet/entropy2.cache"));
    try (Simulation simulation =
            Simulation.open(Fashion.model("fashion_resnet"), OptionalInt.of(2));
        BatchSource data = data()) {
      Judge judge =
          new Judge(simulation, Optional.empty(), data, OptionalInt.empty(), Optional.empty());
      List<String> kept =
          new FloatLayers(simulation, entropy2, judge, new Budget(0.5), 64, ProgressListener.NONE)
              .find();
      assertEquals(List.of("/stem/stem.0/Conv"), kept);
    }
  }

  @Test
  void theHalvesShareNoSampleAndCoverAll() {
    try (BatchSource data = data();
        Half first = new Half(data, 7, false);
        Half second = new Half(data, 7, true)) {
      Set<Long> one = originals(first);
      Set<Long> other = originals(second);
      assertEquals(SAMPLES / 2, one.size());
      one.addAll(other);
      assertEquals(SAMPLES, one.size());
    }
  }

  private static Set<Long> originals(Half half) {
    half.rewind();
    int count = 0;
    try (Arena arena = Arena.ofConfined()) {
      String name = half.samples().get(0).name();
      Map<String, MemorySegment> buffers =
          Map.of(name, arena.allocate(half.samples().get(0).bytes() * 9));
      for (int n = half.fill(buffers, 9); n > 0; n = half.fill(buffers, 9)) {
        count += n;
      }
    }
    return IntStream.range(0, count).mapToObj(half::original).collect(Collectors.toSet());
  }
}
