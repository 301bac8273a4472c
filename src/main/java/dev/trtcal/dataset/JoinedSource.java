package dev.trtcal.dataset;

import dev.trtcal.BatchSource;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Several sources side by side, such as images for one input and tensors for another: the first
 * sample of each goes with the first of the others, and so on. None may leave a sample out, for
 * those behind it would then meet the wrong ones.
 */
public final class JoinedSource implements BatchSource {
  private final List<BatchSource> parts;
  private final List<String> names;

  private JoinedSource(List<BatchSource> parts) {
    this.parts = List.copyOf(parts);
    names =
        parts.stream()
            .map(
                part ->
                    part.samples().stream().map(TensorSpec::name).collect(Collectors.joining(",")))
            .toList();
  }

  /**
   * Joins sources, which are closed with the result; on failure they stay open.
   *
   * @throws UsageException {@code data.joined} when two feed the same input, or one does not name
   *     its input
   * @throws InvalidInputException {@code data.count} when they are known to differ in their number
   *     of samples
   */
  public static JoinedSource of(List<BatchSource> parts) {
    Set<String> inputs = new HashSet<>();
    for (BatchSource part : parts) {
      for (TensorSpec sample : part.samples()) {
        if (sample.name().isEmpty() || !inputs.add(sample.name())) {
          throw new UsageException(
              "data.joined",
              "input " + sample + ": sources that are joined must name their inputs, each once");
        }
      }
    }
    JoinedSource joined = new JoinedSource(parts);
    joined.checkCounts();
    return joined;
  }

  private void checkCounts() {
    OptionalLong first = parts.get(0).count();
    for (int i = 1; i < parts.size(); i++) {
      OptionalLong other = parts.get(i).count();
      if (first.isPresent() && other.isPresent() && first.getAsLong() != other.getAsLong()) {
        throw unequal(first.getAsLong(), i, other.getAsLong());
      }
    }
  }

  private InvalidInputException unequal(long first, int index, long other) {
    return new InvalidInputException(
        "data.count",
        names.get(0)
            + " has "
            + first
            + " samples, but "
            + names.get(index)
            + " has "
            + other
            + "; each input needs as many");
  }

  @Override
  public List<TensorSpec> samples() {
    return parts.stream().flatMap(part -> part.samples().stream()).toList();
  }

  @Override
  public OptionalLong count() {
    return parts.stream()
        .map(BatchSource::count)
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    int[] filled = parts.stream().mapToInt(part -> part.fill(buffers, capacity)).toArray();
    List<SkippedInput> skipped = skipped();
    if (!skipped.isEmpty()) {
      throw new InvalidInputException(
          "data.joined",
          skipped.get(0).file()
              + ": cannot be used ("
              + skipped.get(0).reason()
              + "), and without it the samples of the inputs "
              + String.join(" and ", names)
              + " do not go together; repair it, or take it and its partner out");
    }
    for (int i = 1; i < filled.length; i++) {
      if (filled[i] != filled[0]) {
        throw unequal(filled[0], i, filled[i]);
      }
    }
    return filled[0];
  }

  @Override
  public void rewind() {
    parts.forEach(BatchSource::rewind);
  }

  @Override
  public List<SkippedInput> skipped() {
    return parts.stream().flatMap(part -> part.skipped().stream()).toList();
  }

  @Override
  public List<String> notes() {
    return parts.stream().flatMap(part -> part.notes().stream()).toList();
  }

  @Override
  public String origin(long sample) {
    return parts.stream().map(part -> part.origin(sample)).collect(Collectors.joining(" with "));
  }

  /** {@inheritDoc} Empty unless every part has one; the hash is that of the parts' hashes. */
  @Override
  public Optional<DataDescription> description() {
    List<DataDescription> found = new ArrayList<>();
    for (BatchSource part : parts) {
      Optional<DataDescription> description = part.description();
      if (description.isEmpty()) {
        return Optional.empty();
      }
      found.add(description.get());
    }
    Map<String, ContentHash.Content> hashes = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      byte[] hash = found.get(i).sha256().getBytes(StandardCharsets.US_ASCII);
      hashes.put(names.get(i), () -> new ByteArrayInputStream(hash));
    }
    return Optional.of(
        new DataDescription(
            found.stream().map(DataDescription::kind).distinct().collect(Collectors.joining("+")),
            found.stream().map(DataDescription::preprocessing).collect(Collectors.joining("; ")),
            found.get(0).samples(),
            found.stream().mapToLong(DataDescription::files).sum(),
            ContentHash.ofContents(hashes)));
  }

  @Override
  public void close() {
    parts.forEach(BatchSource::close);
  }

  @Override
  public String toString() {
    return parts.stream().map(Object::toString).collect(Collectors.joining(" and "));
  }
}
