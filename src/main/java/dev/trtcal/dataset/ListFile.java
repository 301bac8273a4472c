package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A text file that names one image a line. */
final class ListFile {
  /** Far more than a million names: whatever is longer is no list. */
  private static final long MAX_BYTES = 1L << 28;

  private ListFile() {}

  /**
   * Reads the names, in order; empty lines and those that begin with {@code #} are passed over.
   *
   * @throws InvalidInputException {@code list.unreadable}, {@code list.invalid} when a line can be
   *     no path, {@code list.twice}
   */
  static List<String> read(Path list) {
    Set<String> names = new LinkedHashSet<>();
    int number = 0;
    for (String raw : lines(list)) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.indexOf('\0') >= 0) {
        throw new InvalidInputException(
            "list.invalid", list + ": line " + number + " holds a zero byte: is it a text file?");
      }
      if (!names.add(line)) {
        throw new InvalidInputException(
            "list.twice",
            list + ": line " + number + " names " + line + " again; name each image once");
      }
    }
    return new ArrayList<>(names);
  }

  /**
   * The file that a line names.
   *
   * @throws InvalidInputException {@code list.invalid} when the system cannot have a file of that
   *     name, as in the C locale none whose name is not ASCII
   */
  static Path resolve(Path list, Path folder, String line) {
    try {
      return folder.resolve(line);
    } catch (InvalidPathException e) {
      throw new InvalidInputException(
          "list.invalid",
          list
              + ": names "
              + line
              + ", which can be no path here ("
              + e.getReason()
              + "); for names that are not ASCII set LC_ALL=C.UTF-8",
          e);
    }
  }

  private static List<String> lines(Path list) {
    try {
      if (Files.size(list) > MAX_BYTES) {
        throw new InvalidInputException(
            "list.unreadable", list + ": is longer than " + MAX_BYTES + " bytes, so it is no list");
      }
      return Files.readAllLines(list);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          "list.unreadable", list + ": is not text in UTF-8; write one path a line", e);
    } catch (IOException e) {
      throw new InvalidInputException("list.unreadable", list + ": cannot be read (" + e + ")", e);
    }
  }
}
