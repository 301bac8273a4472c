package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.analysis.compare.Cause;
import dev.trtcal.analysis.compare.Comparison;
import dev.trtcal.analysis.compare.EngineComparison;
import dev.trtcal.analysis.compare.TensorComparison;
import java.util.OptionalDouble;

/** A comparison for programs. */
final class CompareJson {
  private CompareJson() {}

  static JsonObject of(Comparison comparison) {
    JsonObject root = new JsonObject();
    root.addProperty("images", comparison.images());
    Json.add(root, "agreement", comparison.agreement());
    Json.add(root, "relativeError", comparison.relativeError());
    Json.add(root, "loss", comparison.loss());
    JsonArray tensors = new JsonArray();
    comparison.tensors().forEach(tensor -> tensors.add(of(tensor)));
    root.add("tensors", tensors);
    JsonArray causes = new JsonArray();
    for (Cause cause : comparison.causes()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("tensor", cause.tensor());
      entry.addProperty("kind", cause.diagnosis().kind().id());
      Json.add(entry, "share", cause.share());
      Json.add(entry, "regained", cause.regained());
      entry.addProperty("text", cause.diagnosis().text());
      causes.add(entry);
    }
    root.add("causes", causes);
    root.add("notes", Json.strings(comparison.notes()));
    return root;
  }

  static JsonObject of(EngineComparison compared) {
    JsonObject root = of(compared.comparison());
    root.addProperty("engine", compared.engine());
    JsonArray unseen = new JsonArray();
    compared
        .unseen()
        .forEach(
            (tensor, reason) -> {
              JsonObject entry = new JsonObject();
              entry.addProperty("tensor", tensor);
              entry.addProperty("reason", reason);
              unseen.add(entry);
            });
    root.add("unseen", unseen);
    return root;
  }

  private static JsonObject of(TensorComparison tensor) {
    JsonObject entry = new JsonObject();
    entry.addProperty("name", tensor.name());
    Json.add(entry, "sqnrDb", tensor.sqnrDb());
    Json.add(
        entry,
        "ownSqnrDb",
        Double.isNaN(tensor.ownSqnrDb())
            ? OptionalDouble.empty()
            : OptionalDouble.of(tensor.ownSqnrDb()));
    Json.add(entry, "cosine", tensor.cosine());
    Json.add(entry, "maxError", tensor.maxError());
    Json.add(entry, "clipRatio", tensor.clipRatio());
    entry.addProperty("int8", tensor.int8());
    Json.add(entry, "threshold", tensor.threshold());
    Json.add(entry, "maxAbs", tensor.maxAbs());
    Json.add(entry, "rangeUse", tensor.rangeUse());
    Json.add(entry, "levels", tensor.levels());
    Json.add(entry, "lossAlone", tensor.lossAlone());
    Json.add(entry, "lossWithout", tensor.lossWithout());
    entry.addProperty("diagnosis", tensor.diagnosis().text());
    entry.addProperty("kind", tensor.diagnosis().kind().id());
    entry.add("layers", Json.strings(tensor.layers()));
    return entry;
  }
}
