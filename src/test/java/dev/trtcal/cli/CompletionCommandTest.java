package dev.trtcal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir Path folder;

  @Test
  void bashCompletesCommandsAndTheirOptions() throws IOException, InterruptedException {
    CommandRun printed = CommandRun.of("completion");
    assertEquals(ExitCode.DONE, printed.exitCode());
    Path script = Files.writeString(folder.resolve("completion.bash"), printed.out());

    assertEquals(Subcommands.NAMES, sorted(complete(script, "trtcal", "")));
    assertEquals(List.of("inspect"), complete(script, "trtcal", "ins"));
    assertTrue(complete(script, "trtcal", "calibrate", "--al").contains("--algorithm"));
  }

  /** In the order of the help, where they are commands. */
  private static List<String> sorted(List<String> words) {
    return Subcommands.NAMES.stream().filter(words::contains).toList();
  }

  /** What bash offers where the last word is being typed. */
  private static List<String> complete(Path script, String... words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "script=$1; shift; source \"$script\"; COMP_WORDS=(\"$@\");"
                    + " COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE};"
                    + " _complete_trtcal; printf '%s\\n' \"${COMPREPLY[@]}\"",
                "bash",
                script.toString()));
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String offered = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, bash.waitFor(), offered);
    return offered.lines().map(String::strip).toList();
  }
}
