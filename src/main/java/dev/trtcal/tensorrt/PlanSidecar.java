package dev.trtcal.tensorrt;

import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an engine plan does not say about itself: what built it, for which GPU, from which model and
 * cache, and how. A JSON file beside the plan; its fields: docs/building.md.
 *
 * @param tool what wrote it
 * @param planBytes the plan's length
 * @param planSha256 hash of the plan, by which a sidecar of another plan is known
 * @param tensorRt version, as 10.6.0
 * @param gpu the GPU's name
 * @param computeCapability as 9.0
 * @param modelName the model's file name, without its folder
 * @param modelSha256 hash of the model file; weights that lie in other files are not part of it
 * @param cacheSha256 hash of the calibration cache
 * @param algorithm its {@link dev.trtcal.Algorithm#id()}
 * @param batch samples a batch of the calibration
 * @param options the build's options that are not TensorRT's defaults, by the command's names
 * @param keptFp32 layers that were told to compute in FP32
 */
public record PlanSidecar(
    String tool,
    long planBytes,
    String planSha256,
    String tensorRt,
    String gpu,
    String computeCapability,
    String modelName,
    String modelSha256,
    String cacheSha256,
    String algorithm,
    int batch,
    Map<String, String> options,
    List<String> keptFp32) {

  public PlanSidecar {
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(planSha256, "planSha256");
    Objects.requireNonNull(tensorRt, "tensorRt");
    Objects.requireNonNull(gpu, "gpu");
    Objects.requireNonNull(computeCapability, "computeCapability");
    Objects.requireNonNull(modelName, "modelName");
    Objects.requireNonNull(modelSha256, "modelSha256");
    Objects.requireNonNull(cacheSha256, "cacheSha256");
    Objects.requireNonNull(algorithm, "algorithm");
    options = Map.copyOf(options);
    keptFp32 = List.copyOf(keptFp32);
  }

  /** Where a plan's sidecar stands: its name with {@code .json}. */
  public static Path beside(Path plan) {
    return plan.resolveSibling(plan.getFileName() + ".json");
  }

  /**
   * The sidecar of a plan.
   *
   * @return empty when it has none
   * @throws InvalidInputException {@code sidecar.unreadable} when it is none, or one of a later
   *     version of this tool
   */
  public static Optional<PlanSidecar> read(Path plan) {
    Path file = beside(plan);
    try {
      return Optional.of(PlanSidecarJson.parse(Files.readString(file), file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new InvalidInputException(
          "sidecar.unreadable", file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Writes a plan and its sidecar: both are whole before the first is moved into place.
   *
   * @throws dev.trtcal.OutputException when one cannot be written; what stood there before stays
   */
  void writeWith(SerializedEngine plan, Path file) {
    try (OutputFile out = OutputFile.create(file);
        OutputFile sidecar = OutputFile.create(beside(file))) {
      plan.chunks().forEach(out::append);
      sidecar.append(ByteBuffer.wrap(json().getBytes(StandardCharsets.UTF_8)));
      out.commit();
      sidecar.commit();
    }
  }

  /** The file's text. */
  public String json() {
    return PlanSidecarJson.print(this);
  }
}
