package dev.trtcal.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.JavaChild;
import dev.trtcal.tensorrt.ConstantCalibrator;
import dev.trtcal.tensorrt.Standin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many calibrations in one process: docs/reliability.md has the full counts and their figures. */
class SoakStandinTest {
  private static final int CYCLES = Integer.getInteger("trtcal.cycles", 500);
  private static final int THREADS = 8;
  private static final int BUILDS = Integer.getInteger("trtcal.builds", 10);

  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
    standin.set("trace", 0);
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  /** Opens, calibrates and closes over and over; prints what memory that took. */
  static final class Cycles {
    private Cycles() {}

    public static void main(String[] arguments) throws IOException {
      Standin standin = Standin.use();
      standin.set("trace", 0);
      int cycles = Integer.parseInt(arguments[0]);
      for (int i = 1; i <= cycles; i++) {
        ConstantCalibrator.calibrate(Algorithm.entropy2(), i % 100 + 1);
        if (i % (cycles / 10) == 0) {
          System.gc();
          System.out.println(
              i + " cycles: " + residentKilobytes() + " KiB, " + standin.live("all") + " alive");
        }
      }
    }

    private static long residentKilobytes() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void keepsMemoryFlatOverManySessions() throws Exception {
    // With a Java heap that is resident from the start: what grows is not garbage.
    JavaChild.Ended ended =
        JavaChild.of(Cycles.class)
            .with("--enable-native-access=ALL-UNNAMED")
            .with("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch")
            .with(Standin.options())
            .run(Integer.toString(CYCLES));
    System.out.println(ended.output());
    List<Long> kilobytes = new ArrayList<>();
    Matcher line = Pattern.compile("cycles: (\\d+) KiB, 0 alive").matcher(ended.output());
    while (line.find()) {
      kilobytes.add(Long.parseLong(line.group(1)));
    }
    assertEquals(10, kilobytes.size(), ended.output());
    // The first fifth is the JVM's own settling.
    assertTrue(kilobytes.get(9) - kilobytes.get(1) < 16 * 1024, ended.output());
  }

  @Test
  void buildsOnManyThreadsAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int own = thread + 1;
      all.add(
          pool.submit(
              () -> {
                for (int i = 0; i < BUILDS; i++) {
                  float value = own * 1000 + i + 1;
                  String scale = Integer.toHexString(Float.floatToRawIntBits(value / 127));
                  String cache = ConstantCalibrator.calibrate(Algorithm.minMax(), value);
                  assertTrue(cache.contains("x: " + scale + "\n"), cache);
                }
              }));
    }
    for (Future<?> each : all) {
      each.get(30, TimeUnit.MINUTES);
    }
    pool.shutdown();
    assertEquals((long) THREADS * BUILDS, standin.count("builds"));
  }
}
