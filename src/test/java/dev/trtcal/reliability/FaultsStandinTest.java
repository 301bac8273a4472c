package dev.trtcal.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.cli.CommandRun;
import dev.trtcal.reliability.FaultTable.Row;
import dev.trtcal.tensorrt.Standin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table of faults in docs/reliability.md: the line that the command prints, its
 * exit code, the files it leaves, and that no native object stays alive.
 */
class FaultsStandinTest {
  private static final Map<String, Row> ROWS = FaultTable.read();
  private static final Map<String, Consumer<Standin>> FAULTS = Faults.injected();

  @TempDir private Path folder;
  private Standin standin;
  private FaultedRun run;

  @BeforeEach
  void useStandin() throws IOException {
    standin = Standin.use();
    run = new FaultedRun(folder);
  }

  @AfterEach
  void givesEverythingBack() {
    // A device that failed for good fails everything until the process ends.
    standin.reset();
    standin.leave();
  }

  static Set<String> injected() {
    return FAULTS.keySet();
  }

  @ParameterizedTest
  @MethodSource("injected")
  void endsInOneLine(String fault) throws IOException {
    if (FaultedRun.isOfAnEngine(fault)) {
      run.buildPlan();
    }
    FAULTS.get(fault).accept(standin);
    CommandRun ended = CommandRun.of(run.arguments(fault));
    assertEquals(0, standin.live("all"), "native objects left alive");
    check(fault, ended.exitCode(), ended.err().strip(), run.left());
  }

  @ParameterizedTest
  @MethodSource("dev.trtcal.reliability.SystemFault#here")
  void endsInOneLineToo(SystemFault fault) throws Exception {
    SystemFault.Ended ended = fault.run(run);
    check(fault.row(), ended.exitCode(), ended.lastLine(), ended.left());
  }

  private void check(String fault, int exitCode, String line, String left) {
    if (Boolean.getBoolean("trtcal.faults.print")) {
      String message = line.replace(folder.toString(), "…").replace("|", "\\|");
      System.out.println("| `" + fault + "` | | " + exitCode + " | " + left + " | " + message);
      return;
    }
    Row row = ROWS.get(fault);
    assertEquals(row.exit(), exitCode, line);
    assertEquals(row.left(), left);
    assertTrue(row.fits(line), () -> fault + ": expected " + row.message() + "\nbut was " + line);
  }

  @Test
  void hasARowForEachFaultAndAFaultForEachRow() {
    Set<String> faults = new TreeSet<>(FAULTS.keySet());
    for (SystemFault fault : SystemFault.values()) {
      faults.add(fault.row());
    }
    assertEquals(faults, new TreeSet<>(ROWS.keySet()));
  }

  @Test
  void staysLostOnceTheGpuIs() {
    FAULTS.get("gpu.lost").accept(standin);
    CommandRun first = CommandRun.of(run.arguments("gpu.lost"));
    CommandRun second = CommandRun.of(run.arguments("gpu.lost"));
    for (CommandRun each : List.of(first, second)) {
      assertEquals(1, each.err().lines().count(), each.err());
      assertTrue(each.err().contains("the GPU is lost to this process: start it anew"), each.err());
    }
    assertEquals(0, standin.live("all"));
  }
}
