package dev.trtcal.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The root command and the process's entry point. */
@Command(
    name = "trtcal",
    description = "INT8 calibration for TensorRT, with a GPU or without one.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the work failed",
      "2:wrong usage",
      "3:the environment lacks something, such as a library or a GPU",
      "4:the result exists, but a check found problems"
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log what is being done, TensorRT's own log included.")
  boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Log everything and show where an error came from.")
  boolean debug;

  private final Errors errors = new Errors(() -> debug);

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (ImageOptions.asksForPresets(arguments)) {
      ImageOptions.printPresets(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
      System.exit(ExitCode.DONE);
    }
    System.exit(Interrupts.run(() -> commandLine(arguments).execute(arguments)));
  }

  /** The command, ready to parse these arguments; its streams can be replaced. */
  static CommandLine commandLine(String... arguments) {
    Main root = new Main();
    CommandLine command = new CommandLine(root);
    Subcommands.addTo(command, arguments);
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        // An argument that begins with @ is an option's own.
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(root.errors)
        .setExecutionExceptionHandler(root.errors)
        .setExecutionStrategy(root::configureLogAndRun);
  }

  private int configureLogAndRun(ParseResult parsed) {
    Logging.configure(debug ? "debug" : verbose ? "info" : "warn");
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Error e) {
      // picocli handles exceptions only. An Error too ends in one line and a defined exit code.
      return errors.handleError(e, spec.commandLine());
    }
  }

  /** Without a subcommand there is nothing to run: what there is gets printed. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
