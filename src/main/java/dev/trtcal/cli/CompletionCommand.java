package dev.trtcal.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code trtcal completion}: what makes a shell complete trtcal's commands and options. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options, for bash and zsh.",
      "To use it in this shell: source <(trtcal completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    // This run knows of itself only; the script is about all commands.
    spec.commandLine().getOut().print(AutoComplete.bash("trtcal", Main.commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }
}
