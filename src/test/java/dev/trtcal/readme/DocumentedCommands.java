package dev.trtcal.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The lines of README and docs that are to be typed: those indented by four spaces. */
public final class DocumentedCommands {
  /**
   * One of them.
   *
   * @param document where it stands
   * @param line its number there, from 1
   * @param text the command, its continuations joined, without the comment behind it
   */
  public record Line(Path document, int line, String text) {
    @Override
    public String toString() {
      return document + ":" + line + ": " + text;
    }
  }

  private DocumentedCommands() {}

  /** Those that begin with one of these words. */
  public static List<Line> startingWith(String... words) throws IOException {
    List<Line> found = new ArrayList<>();
    for (Path document : documents()) {
      List<String> lines = Files.readAllLines(document);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.startsWith("    ") && Stream.of(words).anyMatch(line.strip()::startsWith)) {
          int first = i;
          StringBuilder text = new StringBuilder(line.strip());
          while (text.toString().endsWith("\\") && i + 1 < lines.size()) {
            text.setLength(text.length() - 1);
            text.append(' ').append(lines.get(++i).strip());
          }
          found.add(new Line(document, first + 1, withoutComment(text.toString())));
        }
      }
    }
    return found;
  }

  static List<Path> documents() {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("native/README.md")),
              docs.filter(path -> path.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is said of a command stands behind four spaces, or three where a column is narrow. */
  private static String withoutComment(String text) {
    return text.replaceFirst(" {4,}.*", "").replaceFirst(" {2,}#.*", "").replaceAll(" +", " ");
  }
}
