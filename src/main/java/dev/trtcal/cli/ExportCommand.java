package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.OutputFile;
import dev.trtcal.UsageException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.cache.OnnxRuntimeTable;
import dev.trtcal.onnx.OnnxModel;
import dev.trtcal.onnx.QdqDepthwise;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code trtcal export CACHE}: a calibration cache in another form. */
@Command(
    name = "export",
    description =
        "Carry a calibration cache on: into the ONNX file itself, as TensorRT 11 wants it, or to other tools.",
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  /** What {@code --to} takes. */
  enum Form {
    QDQ("qdq"),
    JSON("json"),
    ORT_TABLE("ort-table");

    private final String text;

    Form(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CACHE", description = "The calibration cache.")
  private Path file;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORM",
      description = {
        "qdq: the model with QuantizeLinear/DequantizeLinear pairs, to be built with no calibrator;",
        "json: header, scales and thresholds;",
        "ort-table: the native calibration table of ONNX Runtime's TensorRT provider."
      })
  private Form form;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The ONNX file that was calibrated; qdq needs it.")
  private Path model;

  @Option(
      names = "--depthwise",
      defaultValue = "FLOAT",
      paramLabel = "TYPE",
      description = {
        "qdq: float leaves depthwise convolutions in floating point, which keeps accuracy;",
        "int8 quantizes them too (default: float)."
      })
  private QdqDepthwise depthwise;

  @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where to write.")
  private Path output;

  @Option(names = "--json", description = "Print one JSON object about what was written.")
  private boolean json;

  @Override
  public Integer call() {
    if (form == Form.QDQ && model == null) {
      throw new UsageException(
          "export.model", "--to qdq rewrites the model that was calibrated; give it with --model");
    }
    OutputFile.checkWritable(output);
    CalibrationCache cache = CalibrationCache.parse(file);
    PrintWriter out = spec.commandLine().getOut();
    switch (form) {
      case QDQ -> toQdq(cache, out);
      case JSON -> toJson(cache, out);
      case ORT_TABLE -> toTable(cache, out);
    }
    return ExitCode.DONE;
  }

  private void toQdq(CalibrationCache cache, PrintWriter out) {
    QdqFile written = QdqFile.write(OnnxModel.read(model), cache.entries(), depthwise, output);
    if (json) {
      print(out, written.toJson(), cache);
    } else {
      written.print(out);
      finish(
          out,
          cache,
          "build it with no calibrator; TensorRT 10 wants its INT8 flag set, as trtexec --onnx="
              + output
              + " --int8 does");
    }
  }

  private void toJson(CalibrationCache cache, PrintWriter out) {
    StringWriter text = new StringWriter();
    Json.print(new PrintWriter(text), InspectCommand.toJson(cache));
    OutputFile.write(output, text.toString().getBytes(StandardCharsets.UTF_8));
    int tensors = cache.entries().size();
    if (json) {
      JsonObject root = new JsonObject();
      root.addProperty("output", output.toString());
      root.addProperty("tensors", tensors);
      print(out, root, cache);
    } else {
      out.println("wrote " + output + ": " + tensors + " tensors");
      finish(out, cache, "");
    }
  }

  private void toTable(CalibrationCache cache, PrintWriter out) {
    OnnxRuntimeTable table = new OnnxRuntimeTable(cache);
    OutputFile.write(output, table.bytes());
    if (json) {
      JsonObject root = new JsonObject();
      root.addProperty("output", output.toString());
      root.addProperty("tensors", table.size());
      JsonArray leftOut = new JsonArray();
      table.leftOut().forEach(leftOut::add);
      root.add("leftOut", leftOut);
      print(out, root, cache);
    } else {
      out.println("wrote " + output + ": " + table.size() + " tensors");
      table.leftOut().forEach(entry -> out.println("left out: " + entry));
      finish(
          out,
          cache,
          "copy it to trt_engine_cache_path and set trt_int8_enable=1,"
              + " trt_int8_use_native_calibration_table=1 and trt_int8_calibration_table_name="
              + output.getFileName());
    }
  }

  private void print(PrintWriter out, JsonObject root, CalibrationCache cache) {
    JsonArray notes = new JsonArray();
    doubts(cache).forEach(notes::add);
    root.add("notes", notes);
    Json.print(out, root);
  }

  private void finish(PrintWriter out, CalibrationCache cache, String next) {
    doubts(cache).forEach(note -> out.println("note: " + note));
    if (!next.isEmpty()) {
      out.println("next: " + next);
    }
    out.flush();
  }

  /** What makes the cache doubtful, whatever it is exported to. */
  private List<String> doubts(CalibrationCache cache) {
    List<String> notes = new ArrayList<>();
    for (CalibrationCache.Problem problem : cache.problems()) {
      notes.add(file + ": line " + problem.line() + ": " + problem.detail());
    }
    if (!cache.endsWithLineBreak()) {
      notes.add(file + ": the last line is not ended; the file may be truncated");
    }
    return notes;
  }
}
