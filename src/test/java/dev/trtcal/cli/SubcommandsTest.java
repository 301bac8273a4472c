package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

class SubcommandsTest {
  static final List<String> NAMES = Subcommands.NAMES;

  @ParameterizedTest
  @FieldSource("NAMES")
  void aCommandThatIsNamedIsTheOnlyOneMadeAndIsTheSame(String name) {
    CommandLine alone = Main.commandLine("-v", name, "--help");
    CommandLine among = Main.commandLine();

    assertEquals(List.of(name), List.copyOf(alone.getSubcommands().keySet()));
    assertEquals(
        among.getSubcommands().get(name).getUsageMessage(),
        alone.getSubcommands().get(name).getUsageMessage());
    assertEquals(name, alone.getSubcommands().get(name).getCommandSpec().name());
  }

  @Test
  void theHelpAndAMisspeltNameSeeAllCommandsInOrder() {
    assertEquals(
        Subcommands.NAMES, List.copyOf(Main.commandLine("--help").getSubcommands().keySet()));
    CommandRun misspelt = CommandRun.of("inspekt");
    assertEquals(ExitCode.USAGE, misspelt.exitCode());
    assertTrue(misspelt.err().contains("inspekt"), misspelt.err());
  }

  @Test
  void theVersionNeedsNoCommand() {
    assertEquals(0, Main.commandLine("--version").getSubcommands().size());
    CommandRun version = CommandRun.of("--version");
    assertEquals(ExitCode.DONE, version.exitCode());
    assertTrue(version.out().startsWith("trtcal "), version.out());
  }
}
