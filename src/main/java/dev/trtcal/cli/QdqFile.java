package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.OutputFile;
import dev.trtcal.TensorRange;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.QdqDepthwise;
import dev.trtcal.onnx.QdqExport;
import dev.trtcal.onnx.QdqFloatNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a model with QuantizeLinear/DequantizeLinear pairs, and tells what is in it. */
final class QdqFile {
  private static final int LONGEST_LIST = 20;

  private final Path target;
  private final QdqExport export;

  private QdqFile(Path target, QdqExport export) {
    this.target = target;
    this.export = export;
  }

  /**
   * @param tensors with the scales; of two of the same name the last counts
   */
  static QdqFile write(
      OnnxModel model, List<TensorRange> tensors, QdqDepthwise depthwise, Path target) {
    Map<String, Float> scales = new HashMap<>();
    tensors.forEach(tensor -> scales.put(tensor.name(), tensor.scale()));
    QdqExport export = QdqExport.of(model, scales, depthwise);
    OutputFile.write(target, export.bytes());
    return new QdqFile(target, export);
  }

  void print(PrintWriter out) {
    List<QdqFloatNode> floats = export.floatNodes();
    out.println("wrote " + target);
    out.println("  in INT8      " + layers(export.products().size()) + residualSums());
    out.println("  activations  " + export.activations().size() + " quantized");
    out.println("  weights      " + export.weights().size() + " quantized, a scale a channel");
    out.println("  stay float   " + (floats.isEmpty() ? "none of these" : layers(floats.size())));
    floats.stream()
        .limit(LONGEST_LIST)
        .forEach(
            node ->
                out.println("    " + node.operator() + " " + node.node() + ": " + node.reason()));
    if (floats.size() > LONGEST_LIST) {
      out.println("    " + (floats.size() - LONGEST_LIST) + " more; --json lists them all");
    }
  }

  private String residualSums() {
    int sums = export.residualSums().size();
    return sums == 0 ? "" : " and " + sums + (sums == 1 ? " residual sum" : " residual sums");
  }

  private static String layers(int count) {
    return count + (count == 1 ? " node" : " nodes");
  }

  JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("output", target.toString());
    root.add("nodes", strings(export.products()));
    root.add("residualSums", strings(export.residualSums()));
    root.add("activations", strings(export.activations()));
    root.add("weights", strings(export.weights()));
    JsonArray floats = new JsonArray();
    for (QdqFloatNode node : export.floatNodes()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("node", node.node());
      entry.addProperty("operator", node.operator());
      entry.addProperty("reason", node.reason());
      floats.add(entry);
    }
    root.add("float", floats);
    return root;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
