package dev.trtcal.cli;

import dev.trtcal.TrtcalException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Every failure becomes one line {@code error: …} and an exit code; {@code --debug} adds the stack
 * trace.
 */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier debugging;

  Errors(BooleanSupplier debugging) {
    this.debugging = debugging;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    report(
        command,
        oneLine(failure.getMessage())
            + "; see "
            + command.getCommandSpec().qualifiedName()
            + " --help");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    int code = ExitCode.FAILED;
    if (failure instanceof TrtcalException known) {
      report(command, oneLine(known.getMessage()));
      code = ExitCode.of(known);
    } else {
      report(command, unexpected(failure));
    }
    if (debugging.getAsBoolean()) {
      failure.printStackTrace(command.getErr());
    }
    return code;
  }

  /** As for an exception, of what picocli lets through. */
  int handleError(Error failure, CommandLine command) {
    if (failure instanceof OutOfMemoryError) {
      report(
          command,
          "out of memory ("
              + oneLine(failure.getMessage())
              + "); give the JVM more by JAVA_TOOL_OPTIONS=-Xmx8g, or ask for less at a time by"
              + " --batch");
    } else {
      report(command, unexpected(failure));
    }
    if (debugging.getAsBoolean()) {
      failure.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  private static String unexpected(Throwable failure) {
    return "unexpected " + oneLine(failure.toString()) + "; --debug shows where; please report it";
  }

  private static void report(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println("error: " + message);
    err.flush();
  }

  private static String oneLine(String text) {
    return text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
