package dev.trtcal.dataset;

import dev.trtcal.BatchLayout;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a .npy file, a .npz's array or a folder of files holds: samples of one type and shape, and
 * which file each lies in.
 *
 * @param path the file or folder, as the user named it
 * @param spec of a sample, as the network takes it
 * @param stored as the files hold it
 * @param whole whether a sample is the input as a whole, without a batch axis before it
 * @param parts in the order of their samples
 */
record NpyParts(Path path, TensorSpec spec, ElementType stored, boolean whole, List<Part> parts) {
  /**
   * One file: its place in the order of samples, and whether it is one sample without a batch axis.
   */
  record Part(
      Path path, String name, String array, long firstSample, long samples, boolean single) {}

  /**
   * Looks at every file's header.
   *
   * @param name as the user gave it, empty for the network's only input
   * @param wanted the network's input, batch axis first; null when it is not known
   */
  static NpyParts find(String name, Path path, TensorSpec wanted) {
    List<Part> parts = new ArrayList<>();
    ElementType stored = null;
    Shape sample = null;
    long samples = 0;
    String array = NpzArchive.isNpz(path) ? array(path, name, wanted) : "";
    for (FileEntry entry : files(path)) {
      try (NpyFile file = open(entry.path(), array)) {
        boolean single = isSingle(file, wanted);
        Shape shape = single ? file.shape() : file.shape().dropFirst();
        if (stored == null) {
          stored = file.type();
          sample = shape;
        } else if (stored != file.type() || !shape.equals(sample)) {
          throw new InvalidInputException(
              "npy.mixed",
              file.path()
                  + ": its samples are "
                  + new TensorSpec("", file.type(), shape).toString().strip()
                  + ", those of "
                  + parts.get(0).path()
                  + " are "
                  + new TensorSpec("", stored, sample).toString().strip()
                  + "; all files of a folder must agree");
        }
        long count = single ? 1 : file.shape().dim(0);
        parts.add(new Part(entry.path(), entry.name(), array, samples, count, single));
        samples = Math.addExact(samples, count);
      }
    }
    ElementType type =
        wanted != null && Conversion.exists(stored, wanted.type()) ? wanted.type() : stored;
    String known = name.isEmpty() && wanted != null ? wanted.name() : name;
    boolean whole = wanted != null && sample.rank() > 0 && sample.rank() == wanted.shape().rank();
    return new NpyParts(
        path, new TensorSpec(known, type, sample), stored, whole, List.copyOf(parts));
  }

  private static NpyFile open(Path path, String array) {
    return array.isEmpty() ? NpyFile.open(path) : NpzArchive.open(path, array);
  }

  /** The array of an input: the one of its name, or the only one. */
  private static String array(Path npz, String name, TensorSpec wanted) {
    Set<String> arrays = NpzArchive.arrays(npz);
    String input = name.isEmpty() && wanted != null ? wanted.name() : name;
    if (arrays.contains(input)) {
      return input;
    }
    if (arrays.size() > 1) {
      throw new InvalidInputException(
          "npz.array",
          npz
              + ": no array is named as the input"
              + (input.isEmpty() ? "" : " " + input)
              + "; its arrays are "
              + arrays
              + ": rename one, or save it alone");
    }
    return arrays.iterator().next();
  }

  private static List<FileEntry> files(Path path) {
    if (!Files.isDirectory(path)) {
      Path name = path.getFileName();
      return List.of(new FileEntry(name == null ? path.toString() : name.toString(), path));
    }
    FileTree tree = FileTree.scan(path, Set.of(".npy"));
    if (tree.files().isEmpty()) {
      throw new InvalidInputException(
          "npy.none",
          "folder " + path + ": " + tree.summary(".npy files") + "; name a folder that holds some");
    }
    return tree.files();
  }

  private static boolean isSingle(NpyFile file, TensorSpec wanted) {
    int rank = file.shape().rank();
    int batched = wanted == null ? Math.max(rank, 1) : wanted.shape().rank();
    boolean mayBeWhole = wanted != null && BatchLayout.mayBeWhole(wanted);
    if (rank == batched + 1 && mayBeWhole) {
      return false;
    }
    if (rank != batched && rank != batched - 1) {
      throw new UsageException(
          "input.shape",
          file.path()
              + ": has the shape "
              + file.shape()
              + "; input "
              + wanted
              + " needs "
              + batched
              + " axes with samples along the first, or "
              + (batched - 1)
              + " for one sample a file"
              + (mayBeWhole ? ", or " + (batched + 1) + " where it has no batch axis" : ""));
    }
    // A scalar has no batch axis that a file could lack.
    return rank == batched - 1 || batched == 0;
  }

  /** Its files by their names below {@link #path}, in the order of their samples. */
  Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    parts.forEach(part -> files.put(part.name(), part.path()));
    return files;
  }

  long count() {
    Part last = parts.get(parts.size() - 1);
    return last.firstSample() + last.samples();
  }

  /** What becomes of an element, as {@code x=uint8->float32}; the same on every machine. */
  String conversion() {
    return spec.name()
        + "="
        + (stored + (stored == spec.type() ? "" : "->" + spec.type())).toLowerCase(Locale.ROOT);
  }

  /** What the user should know, one sentence each; empty where samples are as stored. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (whole) {
      notes.add(
          "input "
              + spec.name()
              + ": "
              + path
              + " holds it as a whole, "
              + spec.shape()
              + ", for "
              + count()
              + " runs");
    }
    if (stored == spec.type()) {
      return notes;
    }
    notes.add(
        "input "
            + spec.name()
            + ": "
            + path
            + " holds "
            + Conversion.word(stored)
            + ", the network takes "
            + Conversion.word(spec.type())
            + ": "
            + new Conversion(stored, spec.type()).effect());
    return notes;
  }

  /** Names a sample's origin, for messages. */
  String origin(long sample) {
    Part part = parts.get(indexOf(sample));
    return part.single() ? part.name() : part.name() + "[" + (sample - part.firstSample()) + "]";
  }

  /** The last part that begins at or before the sample; parts without samples are passed over. */
  int indexOf(long sample) {
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).firstSample() <= sample) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * Opens a file again.
   *
   * @throws InvalidInputException {@code npy.changed} when it is not what it was
   */
  NpyFile open(int index) {
    Part part = parts.get(index);
    NpyFile file = open(part.path(), part.array());
    Shape sample = part.single() ? file.shape() : file.shape().dropFirst();
    boolean same =
        file.type() == stored
            && sample.equals(spec.shape())
            && (part.single() || file.shape().dim(0) == part.samples());
    if (!same) {
      file.close();
      throw new InvalidInputException(
          "npy.changed", part.path() + ": was changed while it was being used; run again");
    }
    return file;
  }
}
