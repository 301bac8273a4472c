package dev.trtcal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One piece of handling taken out.
 *
 * @param what in words
 * @param file below {@code src/main/java/dev/trtcal}, or below {@code native/src} after {@code
 *     native:}
 * @param text what stands there, exactly once
 * @param instead what takes its place
 * @param tests simple names of test classes, one of which must fail
 */
record Mutant(String what, String file, String text, String instead, List<String> tests) {
  private static final String NATIVE = "native:";

  /** Reads a list of them. */
  static List<Mutant> read(Path list) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      if (line.startsWith("# ") || (line.isEmpty() && block.isEmpty())) {
        continue;
      }
      block.add(line);
      int end = block.indexOf(">>>");
      if (end >= 0 && end < block.size() - 1) {
        int middle = block.indexOf("---");
        mutants.add(
            new Mutant(
                block.get(0),
                block.get(1),
                String.join("\n", block.subList(3, middle)),
                String.join("\n", block.subList(middle + 1, end)),
                List.of(line.split(" "))));
        block.clear();
      }
    }
    return mutants;
  }

  boolean isNative() {
    return file.startsWith(NATIVE);
  }

  Path source() {
    return isNative()
        ? Path.of("native/src", file.substring(NATIVE.length()))
        : Path.of("src/main/java/dev/trtcal", file);
  }

  /** The file's text without the handling. */
  String mutated() throws IOException {
    String whole = Files.readString(source());
    int at = whole.indexOf(text);
    if (at < 0 || whole.indexOf(text, at + 1) >= 0) {
      throw new IOException(what + ": " + source() + " does not hold the text once; mend the list");
    }
    return whole.substring(0, at) + instead + whole.substring(at + text.length());
  }
}
