package dev.trtcal.cli;

import com.google.gson.JsonObject;
import dev.trtcal.ContentHash;
import dev.trtcal.tensorrt.PlanSidecar;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the sidecar beside an engine plan says of it, for people and for programs.
 *
 * @param matches whether it is this plan's, byte for byte
 */
record PlanFacts(PlanSidecar sidecar, boolean matches) {

  /** Reads a plan's sidecar; empty when it has none. */
  static Optional<PlanFacts> of(Path plan) {
    return PlanSidecar.read(plan).map(sidecar -> new PlanFacts(sidecar, isOf(sidecar, plan)));
  }

  private static boolean isOf(PlanSidecar sidecar, Path plan) {
    try {
      return Files.size(plan) == sidecar.planBytes()
          && ContentHash.ofFile(plan).equals(sidecar.planSha256());
    } catch (IOException e) {
      return false;
    }
  }

  void print(PrintWriter out, Path plan) {
    if (!matches) {
      out.println(
          PlanSidecar.beside(plan) + ": is the sidecar of another plan, and says nothing of this");
      return;
    }
    out.println(plan + ": " + sidecar.planBytes() + " bytes, built by " + sidecar.tool());
    out.println("  TensorRT   " + sidecar.tensorRt());
    out.println(
        "  GPU        "
            + sidecar.gpu()
            + " (compute capability "
            + sidecar.computeCapability()
            + ")");
    out.println("  model      " + sidecar.modelName() + ", sha256 " + sidecar.modelSha256());
    out.println(
        "  cache      "
            + sidecar.algorithm()
            + ", batches of "
            + sidecar.batch()
            + ", sha256 "
            + sidecar.cacheSha256());
    out.println("  options    " + options(sidecar.options()));
    if (!sidecar.keptFp32().isEmpty()) {
      out.println("  in FP32    " + String.join(", ", sidecar.keptFp32()));
    }
    out.println();
  }

  private static String options(Map<String, String> options) {
    return options.isEmpty()
        ? "TensorRT's defaults"
        : new TreeMap<>(options)
            .entrySet().stream()
                .map(
                    o -> o.getValue().equals("true") ? o.getKey() : o.getKey() + " " + o.getValue())
                .collect(Collectors.joining(", "));
  }

  JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("matches", matches);
    root.addProperty("tool", sidecar.tool());
    root.addProperty("tensorRt", sidecar.tensorRt());
    root.addProperty("gpu", sidecar.gpu());
    root.addProperty("computeCapability", sidecar.computeCapability());
    root.addProperty("model", sidecar.modelName());
    root.addProperty("modelSha256", sidecar.modelSha256());
    root.addProperty("cacheSha256", sidecar.cacheSha256());
    root.addProperty("algorithm", sidecar.algorithm());
    root.addProperty("batch", sidecar.batch());
    JsonObject options = new JsonObject();
    new TreeMap<>(sidecar.options()).forEach(options::addProperty);
    root.add("options", options);
    root.add("keptFp32", Json.strings(sidecar.keptFp32()));
    return root;
  }
}
