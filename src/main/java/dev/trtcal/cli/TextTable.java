package dev.trtcal.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Columns for people: the first to the left, the others to the right, as wide as their longest
 * cell.
 */
final class TextTable {
  private static final int NARROWEST = 12;

  private final List<String[]> rows = new ArrayList<>();
  private final int[] widths;

  TextTable(String... headings) {
    widths = new int[headings.length];
    row(headings);
  }

  void row(String... cells) {
    for (int column = 0; column < widths.length; column++) {
      widths[column] = Math.max(widths[column], cells[column].length());
    }
    rows.add(cells.clone());
  }

  void print(PrintWriter out, String indent) {
    print(out, indent, Integer.MAX_VALUE);
  }

  /**
   * Prints no line wider than that, where the other columns leave the first some room: its cells
   * lose their middle.
   */
  void print(PrintWriter out, String indent, int width) {
    int others = IntStream.of(widths).skip(1).map(each -> 2 + each).sum();
    int first = Math.min(widths[0], Math.max(NARROWEST, width - indent.length() - others));
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(indent);
      String name = shortened(row[0], first);
      line.append(name).append(" ".repeat(first - name.length()));
      for (int column = 1; column < widths.length; column++) {
        line.append("  ").append(" ".repeat(widths[column] - row[column].length()));
        line.append(row[column]);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String shortened(String text, int width) {
    int kept = width - 1;
    return text.length() <= width
        ? text
        : text.substring(0, kept / 2) + "…" + text.substring(text.length() - (kept - kept / 2));
  }
}
