package dev.trtcal.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns for people: the first to the left, the others to the right, as wide as their longest
 * cell.
 */
final class TextTable {
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
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - row[column].length());
        line.append(column == 0 ? row[column] + padding : "  " + padding + row[column]);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
