package dev.trtcal.dataset;

import dev.trtcal.BatchLayout;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The samples of one input: those of one .npy file after another. One file is open at a time. */
final class NpyInput implements AutoCloseable {
  private static final int CONVERTED_AT_ONCE = 16 * 1024;

  private final Path path;
  private final TensorSpec spec;
  private final ElementType stored;

  /** Whether a sample is the input as a whole, without a batch axis before it. */
  private final boolean whole;

  private final List<Part> parts;
  private final byte[] scratch;
  private int openPart = -1;
  private NpyFile open;
  private boolean closed;

  /**
   * One file: its place in the order of samples, and whether it is one sample without a batch axis.
   */
  private record Part(
      Path path, String name, String array, long firstSample, long samples, boolean single) {}

  private NpyInput(
      Path path, TensorSpec spec, ElementType stored, boolean whole, List<Part> parts) {
    this.path = path;
    this.spec = spec;
    this.stored = stored;
    this.whole = whole;
    this.parts = parts;
    this.scratch =
        stored == spec.type() ? new byte[0] : new byte[CONVERTED_AT_ONCE * stored.bytes()];
  }

  /**
   * @param name as the user gave it, empty for the network's only input
   * @param wanted the network's input, batch axis first; null when it is not known
   */
  static NpyInput open(String name, Path path, TensorSpec wanted) {
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
    return new NpyInput(
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

  /** The file or folder, as the user named it. */
  Path path() {
    return path;
  }

  TensorSpec spec() {
    return spec;
  }

  /** Its files by their names below {@link #path()}, in the order of their samples. */
  Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    parts.forEach(part -> files.put(part.name(), part.path()));
    return files;
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

  long count() {
    Part last = parts.get(parts.size() - 1);
    return last.firstSample() + last.samples();
  }

  /** Writes samples from {@code first} on to the start of the buffer. */
  void read(long first, int samples, MemorySegment target) {
    if (closed) {
      throw new IllegalStateException("the source is closed");
    }
    long bytes = spec.bytes();
    MemorySegment buffer = target.asSlice(0, Math.multiplyExact(bytes, samples));
    long elements = spec.shape().elements();
    long done = 0;
    while (done < samples) {
      int index = partOf(first + done);
      Part part = parts.get(index);
      long at = first + done - part.firstSample();
      long run = Math.min(samples - done, part.samples() - at);
      NpyFile file = part(index);
      MemorySegment piece = buffer.asSlice(done * bytes, run * bytes);
      if (stored == spec.type()) {
        file.read(at * elements, run * elements, piece);
      } else {
        convert(file, index, at * elements, run * elements, piece);
      }
      done += run;
    }
  }

  String origin(long sample) {
    Part part = parts.get(partOf(sample));
    return part.single() ? part.name() : part.name() + "[" + (sample - part.firstSample()) + "]";
  }

  @Override
  public void close() {
    closed = true;
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** The last part that begins at or before the sample; parts without samples are passed over. */
  private int partOf(long sample) {
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

  private NpyFile part(int index) {
    if (index == openPart && open != null) {
      return open;
    }
    if (open != null) {
      open.close();
      open = null;
    }
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
    open = file;
    openPart = index;
    return file;
  }

  private void convert(NpyFile file, int part, long first, long elements, MemorySegment target) {
    Conversion conversion = new Conversion(stored, spec.type());
    MemorySegment stage = MemorySegment.ofArray(scratch);
    for (long done = 0; done < elements; done += CONVERTED_AT_ONCE) {
      int piece = (int) Math.min(CONVERTED_AT_ONCE, elements - done);
      file.read(first + done, piece, stage);
      OptionalLong bad = conversion.convert(stage, piece, target, done);
      if (bad.isPresent()) {
        long sample = (first + done + bad.getAsLong()) / spec.shape().elements();
        throw new InvalidInputException(
            "npy.value",
            origin(parts.get(part).firstSample() + sample)
                + ": holds a "
                + Conversion.word(stored)
                + " that input "
                + spec.name()
                + " of "
                + Conversion.word(spec.type())
                + " cannot take; give data in the network's range");
      }
    }
  }
}
