package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nonsense",
        "nonsense",
        "inspect",
        "inspect a b",
        "calibrate",
        "calibrate m.onnx --engine gpu --tensors x.npy",
        "calibrate m.onnx --batch many --tensors x.npy",
        "calibrate m.onnx --workspace lots --tensors x.npy"
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String arguments) {
    CommandRun run = CommandRun.of(arguments.split(" ", -1));

    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("error: ") && run.err().contains("--help"), run.err());
  }

  @Test
  void helpListsTheCommandsAndTheExitCodes() {
    CommandRun run = CommandRun.of("--help");

    assertEquals(ExitCode.DONE, run.exitCode());
    for (String word : new String[] {"calibrate", "inspect", "doctor", "Exit codes:"}) {
      assertTrue(run.out().contains(word), word);
    }
  }

  @Test
  void versionNamesTheTool() {
    assertTrue(CommandRun.of("--version").out().startsWith("trtcal "));
  }
}
