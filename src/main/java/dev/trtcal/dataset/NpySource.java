package dev.trtcal.dataset;

import dev.trtcal.BatchSource;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Samples from .npy files: one file, a folder of them, or several inputs with a file or folder
 * each.
 *
 * <pre>{@code
 * try (NpySource source = NpySource.of(Path.of("calib512.npy")).network(inputs).open()) { ... }
 * }</pre>
 *
 * <p>Whether a file holds many samples or one is told by the network: a file with as many axes as
 * the network's input has samples along its first axis; one with an axis less is one sample. One
 * with an axis more holds inputs as a whole, for an input that has no batch axis. Without a network
 * the first axis counts samples. A folder's files, also those in folders below, follow one another
 * in order of their names.
 *
 * <p>Elements are handed out as the network declares them: whole numbers as any type that holds
 * their value, floating point as floating point, rounded to nearest where it must be; {@link
 * #notes} tells. Whole numbers stay what they are, so uint8 pixels stay 0 to 255. Floating point
 * never becomes a whole number.
 *
 * <p>Memory: nothing beyond the engine's buffers but 64 KiB for conversion. One thread at a time.
 */
public final class NpySource implements BatchSource {
  private final List<NpyParts> inputs;
  private final List<NpyInput> readers;
  private final long count;
  private long next;
  private DataDescription description;

  private NpySource(List<NpyParts> inputs, long count) {
    this.inputs = List.copyOf(inputs);
    readers = inputs.stream().map(NpyInput::new).toList();
    this.count = count;
  }

  /**
   * Starts with one file, or a folder of files, for the network's only input.
   *
   * @param path a .npy file or a folder
   */
  public static Builder of(Path path) {
    return of(Map.of("", path));
  }

  /**
   * Starts with a file or folder for each input.
   *
   * @param paths by the input's name; the empty name stands for the network's only input
   */
  public static Builder of(Map<String, Path> paths) {
    return new Builder(paths);
  }

  /** Collects what a source needs; the files are opened by {@link #open()}. */
  public static final class Builder {
    private final Map<String, Path> paths;
    private List<TensorSpec> network = List.of();
    private long maxSamples = Long.MAX_VALUE;

    private Builder(Map<String, Path> paths) {
      this.paths = new LinkedHashMap<>();
      paths.keySet().stream().sorted().forEach(name -> this.paths.put(name, paths.get(name)));
      if (paths.isEmpty()) {
        throw new UsageException("tensors.none", "no tensor file is named; give one an input");
      }
    }

    /**
     * Says what the network wants.
     *
     * @param inputs its inputs, batch axis first, dynamic extents allowed
     */
    public Builder network(List<TensorSpec> inputs) {
      this.network = List.copyOf(inputs);
      return this;
    }

    /** Hands out the first samples only, at least 1. */
    public Builder maxSamples(long samples) {
      if (samples < 1) {
        throw new UsageException(
            "samples.invalid", "at most " + samples + " samples: must be at least 1");
      }
      this.maxSamples = samples;
      return this;
    }

    /**
     * Opens and checks every file.
     *
     * @throws InvalidInputException when a file is missing, broken or of an unsupported kind, a
     *     folder holds no .npy file or files that differ in shape or type, the inputs differ in
     *     their number of samples, or there are none
     * @throws UsageException {@code input.shape} when a file's rank is neither the input's nor one
     *     less
     */
    public NpySource open() {
      List<NpyParts> inputs = new ArrayList<>();
      paths.forEach((name, path) -> inputs.add(NpyParts.find(name, path, wanted(name))));
      return new NpySource(inputs, Math.min(agreedCount(inputs), maxSamples));
    }

    /**
     * The input of this name; null when the network is unknown or has none, which is told later.
     */
    private TensorSpec wanted(String name) {
      if (name.isEmpty() && network.size() == 1) {
        return network.get(0);
      }
      return network.stream().filter(input -> input.name().equals(name)).findFirst().orElse(null);
    }

    private static long agreedCount(List<NpyParts> inputs) {
      NpyParts first = inputs.get(0);
      for (NpyParts input : inputs) {
        if (input.count() != first.count()) {
          throw new InvalidInputException(
              "npy.count",
              input.path()
                  + ": holds "
                  + input.count()
                  + " samples, but "
                  + first.path()
                  + " holds "
                  + first.count()
                  + "; each input needs as many");
        }
      }
      for (NpyParts input : inputs) {
        if (input.count() == 0 || input.spec().bytes() == 0) {
          throw new InvalidInputException(
              "npy.empty",
              input.path() + ": holds no values; calibration needs at least one sample");
        }
      }
      return first.count();
    }
  }

  @Override
  public List<TensorSpec> samples() {
    return inputs.stream().map(NpyParts::spec).toList();
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(count);
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    int samples = (int) Math.min(capacity, count - next);
    for (NpyInput input : readers) {
      String name = input.spec().name();
      input.read(next, samples, Objects.requireNonNull(buffers.get(name), "no buffer " + name));
    }
    next += samples;
    return samples;
  }

  @Override
  public void rewind() {
    next = 0;
  }

  /** {@inheritDoc} Covers the whole files, also where only their first samples are wanted. */
  @Override
  public Optional<DataDescription> description() {
    if (description == null) {
      Map<String, Path> files = new LinkedHashMap<>();
      for (NpyParts input : inputs) {
        String prefix = inputs.size() == 1 ? "" : input.spec().name() + "=";
        input.files().forEach((name, path) -> files.put(prefix + name, path));
      }
      String types = inputs.stream().map(NpyParts::conversion).collect(Collectors.joining(" "));
      description =
          new DataDescription("tensors", types, count, files.size(), ContentHash.ofFiles(files));
    }
    return Optional.of(description);
  }

  @Override
  public String origin(long sample) {
    return inputs.get(0).origin(sample);
  }

  @Override
  public void close() {
    readers.forEach(NpyInput::close);
  }

  @Override
  public List<String> notes() {
    return inputs.stream().flatMap(input -> input.notes().stream()).toList();
  }
}
