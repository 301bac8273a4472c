package dev.trtcal.cache;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.CalibrationResult;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import dev.trtcal.TensorRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a calibration cache does not say about itself: from which model and data it was made, and
 * how. A JSON file beside the cache, which TensorRT never sees; its fields: docs/caches.md.
 *
 * @param tool what wrote it
 * @param engine the engine and its version in words
 * @param algorithm its {@link Algorithm#id()}
 * @param quantile Legacy's, else empty
 * @param cutoff Legacy's, else empty
 * @param beforeFusion whether the user had it measured before fusion whatever the algorithm
 * @param header the cache's first line
 * @param modelName the model's file name, without its folder
 * @param modelSha256 hash of the model file; weights that lie in other files are not part of it
 * @param data what was fed, where the source could tell
 * @param feed how much of it was
 * @param tensors in the cache's order
 * @param notes what the engine told the user
 */
public record Sidecar(
    String tool,
    String engine,
    String algorithm,
    OptionalDouble quantile,
    OptionalDouble cutoff,
    boolean beforeFusion,
    String header,
    String modelName,
    String modelSha256,
    Optional<DataDescription> data,
    CalibrationResult.Feed feed,
    List<TensorRange> tensors,
    List<String> notes) {
  private static final long MAX_BYTES = 64L << 20;

  /** Algorithms that are none of TensorRT's. */
  private static final Set<String> OWN =
      Set.of(new Algorithm.Percentile(100).id(), new Algorithm.Mse().id());

  public Sidecar {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(quantile, "quantile");
    Objects.requireNonNull(cutoff, "cutoff");
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(modelName, "modelName");
    Objects.requireNonNull(modelSha256, "modelSha256");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(feed, "feed");
    tensors = List.copyOf(tensors);
    notes = List.copyOf(notes);
  }

  /**
   * Whether the algorithm it names writes the header it names. Algorithms that are none of
   * TensorRT's write MinMax's.
   */
  boolean isOfItsHeadersAlgorithm() {
    Optional<Algorithm> written = CacheHeader.parse(header).flatMap(CacheHeader::algorithm);
    if (written.isEmpty()) {
      return false;
    }
    if (written.get() instanceof Algorithm.Legacy legacy) {
      return algorithm.equals(legacy.id())
          && quantile.equals(OptionalDouble.of(legacy.quantile()))
          && cutoff.equals(OptionalDouble.of(legacy.cutoff()));
    }
    return algorithm.equals(written.get().id())
        || (written.get() instanceof Algorithm.MinMax && OWN.contains(algorithm));
  }

  /** Where a cache's sidecar stands unless the user says otherwise: its name with {@code .json}. */
  public static Path beside(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".json");
  }

  /**
   * Describes a calibration that was carried out; reads the model and, where the source can be
   * described, its files.
   *
   * @param tool name and version of the caller
   * @param calibration its source must still be open
   * @throws InvalidInputException when a file cannot be read
   */
  public static Sidecar of(String tool, Calibration calibration, CalibrationResult result) {
    Optional<Algorithm.Legacy> legacy =
        result.algorithm() instanceof Algorithm.Legacy found
            ? Optional.of(found)
            : Optional.empty();
    return new Sidecar(
        tool,
        result.engine(),
        result.algorithm().id(),
        legacy.map(found -> OptionalDouble.of(found.quantile())).orElse(OptionalDouble.empty()),
        legacy.map(found -> OptionalDouble.of(found.cutoff())).orElse(OptionalDouble.empty()),
        calibration.buildOptions().beforeFusion(),
        CalibrationCache.parse(result.cache()).header().text(),
        String.valueOf(calibration.model().getFileName()),
        ContentHash.ofFile(calibration.model()),
        calibration.source().description(),
        result.feed(),
        result.tensors(),
        result.notes());
  }

  /** The same, of other data: what a calibration that read none goes back to. */
  public Sidecar fed(Optional<DataDescription> data, CalibrationResult.Feed feed) {
    return new Sidecar(
        tool,
        engine,
        algorithm,
        quantile,
        cutoff,
        beforeFusion,
        header,
        modelName,
        modelSha256,
        data,
        feed,
        tensors,
        notes);
  }

  /**
   * Reads a sidecar.
   *
   * @throws InvalidInputException {@code sidecar.missing}, or {@code sidecar.unreadable} when it is
   *     no sidecar or one of a later version of this tool
   */
  public static Sidecar read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new InvalidInputException(
            "sidecar.unreadable",
            file + ": " + size + " bytes are too many for a sidecar; is it the right file?");
      }
      return SidecarJson.parse(Files.readString(file), file);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "sidecar.missing", file + ": no such sidecar; check the path", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "sidecar.unreadable", file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Writes it, whole or not at all.
   *
   * @throws dev.trtcal.OutputException when it cannot be written
   */
  public void write(Path file) {
    OutputFile.write(file, json().getBytes(StandardCharsets.UTF_8));
  }

  /** The file's text; the same for the same calibration. */
  public String json() {
    return SidecarJson.print(this);
  }
}
