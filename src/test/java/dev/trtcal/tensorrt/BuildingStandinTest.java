package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BuildOptions;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ContentHash;
import dev.trtcal.HardwareCompatibility;
import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens between the first batch and the saved plan, and what is left when it is ended. */
class BuildingStandinTest {
  @TempDir private Path folder;
  private Standin standin;
  private Path model;
  private Path cache;
  private Path plan;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
    model = TestModels.save(folder, TestModels.oneInput(2));
    cache = folder.resolve("model.cache");
    plan = folder.resolve("model.plan");
  }

  @AfterEach
  void givesEverythingBack() {
    assertFalse(Thread.interrupted(), "a test left its thread interrupted");
    standin.leave();
  }

  private Calibration.Builder calibration() {
    return Calibration.of(model, ArraySource.counting(6))
        .engine("tensorrt")
        .algorithm(Algorithm.minMax())
        .cache(cache);
  }

  private Set<String> files() throws IOException {
    Set<String> names = new TreeSet<>();
    try (var all = Files.list(folder)) {
      all.forEach(file -> names.add(String.valueOf(file.getFileName())));
    }
    names.remove(String.valueOf(model.getFileName()));
    return names;
  }

  @Test
  void endsTheBuildWithTheCalibrationWhereNoEngineIsWanted() throws IOException {
    standin.set("engine_ms", 60_000);
    CalibrationResult result = calibration().build().run();
    assertEquals(3, result.feed().batches());
    assertEquals(List.of(), result.notes());
    assertEquals(Set.of("model.cache"), files());
    List<String> calls = standin.trace(1);
    assertEquals(
        List.of("stepComplete(Timing kernels 1, 0) -> false", "end null"),
        calls.subList(calls.size() - 2, calls.size()));
  }

  @Test
  void endsTheBuildWithTheSecondReadOfACacheThatIsReused() {
    calibration().build().run();
    standin.set("engine_ms", 60_000);
    CalibrationResult result = calibration().reuseCache(true).build().run();
    assertEquals(0, result.feed().batches());
    assertTrue(result.notes().get(0).startsWith("the calibration cache was reused"));
  }

  @Test
  void goesOnWithoutAnEngineWhereTensorRtDoesNotEnd() throws IOException {
    standin.set("ignore_stop", 1);
    assertEquals(List.of(), calibration().build().run().notes());
    assertEquals(Set.of("model.cache"), files());
  }

  @Test
  void anInterruptEndsTheBuildAndKeepsTheCache() throws IOException {
    standin.set("engine_ms", 1500);
    Thread building = Thread.currentThread();
    ProgressListener interrupting =
        (phase, done, total) -> {
          if (phase.equals("building the engine")) {
            building.interrupt();
          }
        };
    CalibrationFailedException thrown =
        assertThrows(
            CalibrationFailedException.class,
            () -> calibration().plan(plan).build().run(interrupting));
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
    assertEquals("end null", standin.trace(1).get(standin.trace(1).size() - 1));
    assertEquals("calibration.interrupted", thrown.code());
    assertTrue(thrown.getMessage().contains(cache + " is whole and stays"), thrown.getMessage());
    assertEquals(Set.of("model.cache"), files());
  }

  @Test
  void aCacheThatIsBeingWrittenIsNotCutOff() throws IOException {
    Thread building = Thread.currentThread();
    ProgressListener interrupting =
        (phase, done, total) -> {
          if (phase.equals("computing thresholds")) {
            building.interrupt();
          }
        };
    assertThrows(
        CalibrationFailedException.class, () -> calibration().plan(plan).build().run(interrupting));
    assertTrue(Thread.interrupted());
    assertEquals(Set.of("model.cache"), files());
  }

  @Test
  void anInterruptDuringTheBatchesLeavesNothing() throws IOException {
    Thread building = Thread.currentThread();
    ProgressListener interrupting =
        (phase, done, total) -> {
          if (done == 1) {
            building.interrupt();
          }
        };
    CalibrationFailedException thrown =
        assertThrows(
            CalibrationFailedException.class,
            () -> calibration().plan(plan).build().run(interrupting));
    assertTrue(Thread.interrupted());
    assertEquals("calibration.interrupted", thrown.code());
    assertEquals(1, standin.count("batches"));
    assertEquals(Set.of(), files());
  }

  @Test
  void tellsOfTensorRtsPartsWithWhatTheyBelongTo() {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(String phase, long done, long total) {}

          @Override
          public void part(String part, String of, long done, long total) {
            heard.add(part + " of " + of + ": " + done + "/" + total);
          }
        };
    calibration().plan(plan).build().run(listener);
    assertEquals("Building engine of : 0/4", heard.get(0));
    assertEquals("Building engine of : 1/4", heard.get(1));
    assertEquals("Timing kernels 1 of Building engine: 0/5", heard.get(2));
    assertEquals("Timing kernels 1 of Building engine: 5/5", heard.get(7));
    assertEquals("Building engine of : 4/4", heard.get(heard.size() - 1));
    assertEquals(heard.size(), Set.copyOf(heard).size(), "everything is told once");
  }

  @Test
  void whatAListenerThrowsAmongThePartsEndsTheBuild() throws IOException {
    IllegalStateException own = new IllegalStateException("cancelled by the user");
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(String phase, long done, long total) {}

          @Override
          public void part(String part, String of, long done, long total) {
            if (part.startsWith("Timing")) {
              throw own;
            }
          }
        };
    assertSame(
        own,
        assertThrows(
            IllegalStateException.class, () -> calibration().plan(plan).build().run(listener)));
    assertEquals(Set.of("model.cache"), files());
  }

  @Test
  void keepsLayersInFp32ByLayerAndByTensor() {
    for (String pattern : List.of("first", "c", "x", "f?rst", "*rst")) {
      standin.reset();
      CalibrationResult result = calibration().buildOptions(keep(pattern)).build().run();
      assertEquals("first in FLOAT, output 0 FLOAT", standin.trace(1).get(1), pattern);
      assertEquals(List.of("kept in FP32: first"), result.notes());
    }
    standin.reset();
    CalibrationResult all = calibration().buildOptions(keep("first", "*")).build().run();
    assertEquals(List.of("kept in FP32: first, second"), all.notes());
  }

  @Test
  void refusesAPatternThatNamesNoLayer() {
    UsageException thrown =
        assertThrows(
            UsageException.class,
            () -> calibration().buildOptions(keep("first", "First")).build().run());
    assertEquals("keep.unknown", thrown.code());
    assertTrue(thrown.getMessage().contains("'First'"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("first, second"), thrown.getMessage());
  }

  private static BuildOptions keep(String... patterns) {
    return BuildOptions.builder().keepFp32(List.of(patterns)).build();
  }

  @Test
  void aSecondBuildTakesItsTimingsFromTheFile() throws IOException {
    Path timings = folder.resolve("timings");
    BuildOptions options = BuildOptions.builder().timingCache(timings).build();
    calibration().plan(plan).buildOptions(options).build().run();
    assertEquals(2, standin.count("kernels_timed"));
    byte[] first = Files.readAllBytes(timings);
    calibration().plan(plan).buildOptions(options).build().run();
    assertEquals(2, standin.count("kernels_timed"));
    assertArrayEquals(first, Files.readAllBytes(timings));
    assertEquals(
        Set.of("model.cache", "model.plan", "model.plan.json", "timings", "timings.lock"), files());
  }

  @Test
  void addsToATimingCacheThatAnotherBuildWroteMeanwhile() throws IOException {
    Path timings = folder.resolve("timings");
    BuildOptions options = BuildOptions.builder().timingCache(timings).build();
    calibration().plan(plan).buildOptions(options).build().run();
    String own = Files.readString(timings);
    Files.delete(timings);
    String other = own.substring(0, own.indexOf("first")) + "another layer\n";
    ProgressListener meanwhile =
        (phase, done, total) -> {
          if (phase.equals("building the engine")) {
            write(timings, other);
          }
        };
    calibration().plan(plan).buildOptions(options).build().run(meanwhile);
    assertTrue(Files.readString(timings).contains("another layer\nfirst\n"));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesATimingCacheOfAnotherGpu() throws IOException {
    Path timings = folder.resolve("timings");
    BuildOptions options = BuildOptions.builder().timingCache(timings).build();
    calibration().plan(plan).buildOptions(options).build().run();
    byte[] before = Files.readAllBytes(timings);
    standin.set("gpu", 2);
    InvalidInputException thrown =
        assertThrows(
            InvalidInputException.class,
            () -> calibration().plan(plan).buildOptions(options).build().run());
    assertEquals("timing.refused", thrown.code());
    assertTrue(thrown.getMessage().startsWith(timings + ": TensorRT 10.6.0 on "));
    assertArrayEquals(before, Files.readAllBytes(timings));
  }

  @Test
  void saysInTheSidecarWhatThePlanWasMadeOf() throws IOException {
    BuildOptions options =
        BuildOptions.builder()
            .fp16(true)
            .versionCompatible(true)
            .hardwareCompatibility(HardwareCompatibility.AMPERE_PLUS)
            .keepFp32(List.of("second"))
            .build();
    calibration().plan(plan).buildOptions(options).build().run();
    PlanSidecar sidecar = PlanSidecar.read(plan).orElseThrow();
    assertEquals(Files.size(plan), sidecar.planBytes());
    assertEquals(ContentHash.ofFile(plan), sidecar.planSha256());
    assertEquals(ContentHash.ofFile(model), sidecar.modelSha256());
    assertEquals(ContentHash.ofFile(cache), sidecar.cacheSha256());
    assertEquals("10.6.0", sidecar.tensorRt());
    assertEquals("9.0", sidecar.computeCapability());
    assertEquals("minmax", sidecar.algorithm());
    assertEquals(List.of("second"), sidecar.keptFp32());
    assertEquals("ampere-plus", sidecar.options().get("hardware-compatible"));
    assertEquals(
        Set.of("fp16", "version-compatible", "hardware-compatible"), sidecar.options().keySet());
    assertEquals(sidecar.json(), Files.readString(PlanSidecar.beside(plan)));
  }

  @Test
  void aSidecarThatCannotBeWrittenLeavesNoPlan() throws IOException {
    Files.createDirectory(PlanSidecar.beside(plan));
    assertThrows(dev.trtcal.OutputException.class, () -> calibration().plan(plan).build().run());
    assertEquals(Set.of("model.plan.json"), files());
  }
}
