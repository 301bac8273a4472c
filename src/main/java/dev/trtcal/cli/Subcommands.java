package dev.trtcal.cli;

import java.util.List;
import picocli.CommandLine;

/**
 * The commands under {@code trtcal}. Reading a command's options takes longer than most commands
 * do, so where the arguments name one it is the only one that is made.
 */
final class Subcommands {
  /** In the order of the help. */
  static final List<String> NAMES =
      List.of(
          "calibrate",
          "inspect",
          "diff",
          "check",
          "compare",
          "audit",
          "select",
          "evaluate",
          "tensors",
          "export",
          "doctor",
          "tune",
          "bench",
          "completion");

  private Subcommands() {}

  /**
   * Adds the command that the arguments name; all where they name none, as for the help and for a
   * name that is misspelt; none for the version. The root's own options take no value, so the first
   * word is the name.
   */
  static void addTo(CommandLine root, String... arguments) {
    List<String> words = List.of(arguments);
    if (words.equals(List.of("--version")) || words.equals(List.of("-V"))) {
      return;
    }
    String first = words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
    for (String name : NAMES.contains(first) ? List.of(first) : NAMES) {
      root.addSubcommand(name, of(name));
    }
  }

  /** A class is loaded where it is named, and only there. */
  private static Class<?> of(String name) {
    return switch (name) {
      case "calibrate" -> CalibrateCommand.class;
      case "inspect" -> InspectCommand.class;
      case "diff" -> DiffCommand.class;
      case "check" -> CheckCommand.class;
      case "compare" -> CompareCommand.class;
      case "audit" -> AuditCommand.class;
      case "select" -> SelectCommand.class;
      case "evaluate" -> EvaluateCommand.class;
      case "tensors" -> TensorsCommand.class;
      case "export" -> ExportCommand.class;
      case "doctor" -> DoctorCommand.class;
      case "tune" -> TuneCommand.class;
      case "bench" -> BenchCommand.class;
      case "completion" -> CompletionCommand.class;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
