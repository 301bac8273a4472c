package dev.trtcal.analysis;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.dataset.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The true class of each sample: by its position, by its name, or by the folder that it lies in.
 * Asked after the sample was handed out, because only then a source knows its name.
 */
public abstract class Labels {
  Labels() {}

  /**
   * The class of a sample.
   *
   * @param sample its index in the order handed out
   * @throws InvalidInputException {@code labels.missing} when there is none for it
   */
  public abstract int of(BatchSource source, long sample);

  /**
   * Reads labels from a file.
   *
   * @param file a .npy file of one integer a sample, in the data's order; or else text, a line a
   *     sample: {@code NAME,CLASS} for the file of that name or path, or {@code CLASS} in the
   *     data's order. A first line whose class is no number is a heading.
   * @throws InvalidInputException {@code labels.unreadable}
   */
  public static Labels read(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy") ? npy(file) : text(file);
  }

  /**
   * Labels by the first folder of each sample's path: the classes are the folders of the set,
   * numbered in the order of their names.
   *
   * @param folder that holds a folder for each class
   * @throws InvalidInputException {@code labels.folders} when it holds fewer than two
   */
  public static Labels folders(Path folder) {
    List<String> names;
    try (var entries = Files.list(folder)) {
      names =
          entries.filter(Files::isDirectory).map(p -> p.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new InvalidInputException(
          "labels.folders", folder + ": cannot be read: " + e.getMessage(), e);
    }
    if (names.size() < 2) {
      throw new InvalidInputException(
          "labels.folders",
          folder
              + ": holds "
              + names.size()
              + " folders; labels by folder need one for each class; or give --labels FILE");
    }
    return new ByFolder(folder, names);
  }

  private static Labels npy(Path file) {
    try (NpyFile npy = NpyFile.open(file);
        Arena arena = Arena.ofConfined()) {
      ElementType type = npy.type();
      int count = Math.toIntExact(npy.shape().elements());
      MemorySegment data = arena.allocate(Math.max(1, (long) count * type.bytes()), 8);
      npy.read(0, count, data);
      int[] classes = new int[count];
      for (int i = 0; i < count; i++) {
        classes[i] =
            switch (type) {
              case UINT8, BOOL -> data.get(ValueLayout.JAVA_BYTE, i) & 0xff;
              case INT8 -> data.get(ValueLayout.JAVA_BYTE, i);
              case INT32 -> data.getAtIndex(ValueLayout.JAVA_INT, i);
              case INT64 -> Math.toIntExact(data.getAtIndex(ValueLayout.JAVA_LONG, i));
              default ->
                  throw new InvalidInputException(
                      "labels.unreadable",
                      file + ": labels are whole numbers; this file holds " + type);
            };
      }
      return new ByPosition(file, classes);
    }
  }

  private static Labels text(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "labels.unreadable", file + ": no such file of labels; check the path", e);
    } catch (MalformedInputException e) {
      throw new InvalidInputException(
          "labels.unreadable", file + ": is no text; labels are .csv, .txt or .npy", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "labels.unreadable", file + ": cannot be read: " + e.getMessage(), e);
    }
    Map<String, Integer> byName = new HashMap<>();
    TreeMap<Integer, Integer> byPosition = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int comma = line.lastIndexOf(',');
      String number = line.substring(comma + 1).strip();
      if (line.isEmpty() || (i == 0 && !number.matches("[0-9]{1,9}"))) {
        continue;
      }
      if (!number.matches("[0-9]{1,9}")) {
        throw new InvalidInputException(
            "labels.unreadable",
            file + ":" + (i + 1) + ": '" + number + "' is no class; write NAME,CLASS or CLASS");
      }
      if (comma < 0) {
        byPosition.put(byPosition.size(), Integer.parseInt(number));
      } else {
        byName.put(line.substring(0, comma).strip(), Integer.parseInt(number));
      }
    }
    if (!byName.isEmpty() && !byPosition.isEmpty()) {
      throw new InvalidInputException(
          "labels.unreadable", file + ": some lines name their sample and others do not");
    }
    return byName.isEmpty()
        ? new ByPosition(file, byPosition.values().stream().mapToInt(Integer::intValue).toArray())
        : new ByName(file, byName);
  }

  private static final class ByPosition extends Labels {
    private final Path file;
    private final int[] classes;

    ByPosition(Path file, int[] classes) {
      this.file = file;
      this.classes = classes;
    }

    @Override
    public int of(BatchSource source, long sample) {
      if (sample >= classes.length) {
        throw new InvalidInputException(
            "labels.missing",
            file + ": holds " + classes.length + " labels, the data have more samples");
      }
      return classes[(int) sample];
    }
  }

  private static final class ByName extends Labels {
    private final Path file;
    private final Map<String, Integer> classes;

    ByName(Path file, Map<String, Integer> classes) {
      this.file = file;
      this.classes = classes;
    }

    @Override
    public int of(BatchSource source, long sample) {
      String name = source.origin(sample);
      Integer found = classes.get(name);
      if (found == null) {
        found = classes.get(String.valueOf(Path.of(name).getFileName()));
      }
      if (found == null) {
        throw new InvalidInputException("labels.missing", file + ": no label for " + name);
      }
      return found;
    }
  }

  private static final class ByFolder extends Labels {
    private final Path folder;
    private final List<String> names;

    ByFolder(Path folder, List<String> names) {
      this.folder = folder;
      this.names = names;
    }

    @Override
    public int of(BatchSource source, long sample) {
      String name = source.origin(sample);
      int label = names.indexOf(name.split("[/\\\\]", 2)[0]);
      if (label < 0) {
        throw new InvalidInputException(
            "labels.missing", folder + ": " + name + " lies in no folder that names its class");
      }
      return label;
    }
  }
}
