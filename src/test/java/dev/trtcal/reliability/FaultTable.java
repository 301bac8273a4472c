package dev.trtcal.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of faults in docs/reliability.md, which the test reads: what it says is what is true.
 */
final class FaultTable {
  private static final Path PAGE = Path.of("docs/reliability.md");
  private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");

  /**
   * A row.
   *
   * @param exit the command's exit code
   * @param left the outputs there afterwards, in words
   * @param message the line after {@code error: }, an ellipsis standing for any text
   */
  record Row(String fault, int exit, String left, String message) {
    boolean fits(String line) {
      String pattern =
          Stream.of(message.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
      return line.matches("error: " + pattern);
    }
  }

  private FaultTable() {}

  static Map<String, Row> read() {
    List<String> lines;
    try {
      lines = Files.readAllLines(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Row> rows = new LinkedHashMap<>();
    int start = lines.indexOf("<!-- faults -->");
    int end = lines.indexOf("<!-- end of faults -->");
    for (String line : lines.subList(start + 3, end)) {
      List<String> cells = CELLS.splitAsStream(line).map(String::strip).toList();
      Row row =
          new Row(
              cells.get(1).replace("`", ""),
              Integer.parseInt(cells.get(3)),
              cells.get(4),
              cells.get(5).replace("\\|", "|"));
      if (rows.put(row.fault(), row) != null) {
        throw new IllegalStateException(row.fault() + " stands twice in " + PAGE);
      }
    }
    return rows;
  }
}
