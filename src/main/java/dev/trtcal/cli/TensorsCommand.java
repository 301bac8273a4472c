package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.OutputFile;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.dataset.NpyWriter;
import dev.trtcal.image.ContactSheet;
import dev.trtcal.image.Pixels;
import dev.trtcal.onnx.OnnxModel;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code trtcal tensors}: what the network will see, as numbers and as pictures. */
@Command(
    name = "tensors",
    description = "Write what the network will see of images: as a .npy file, as a contact sheet.",
    sortOptions = false)
final class TensorsCommand implements Callable<Integer> {
  private static final int DEFAULT_BATCH = 32;
  private static final int DEFAULT_PICTURES = 36;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The ONNX file: decides size, layout and type where no option does.")
  private Path model;

  @Mixin private DataOptions data;

  @Option(
      names = "--out",
      paramLabel = "F.npy",
      description = "The samples as one array [samples, ...].")
  private Path out;

  @Option(
      names = "--preview",
      paramLabel = "F.png",
      description =
          "The first samples as pictures, scale, mean and std taken back: a swapped channel or a"
              + " wrong crop is seen at a glance.")
  private Path preview;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description = "Pictures on the preview (default: ${DEFAULT-VALUE}).",
      defaultValue = "" + DEFAULT_PICTURES)
  private int pictures;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  /** What was seen on the way through the samples. */
  private record Pass(TensorSpec sample, long samples, List<Pixels> pictures, List<String> names) {}

  @Override
  public Integer call() {
    if (out == null && preview == null) {
      throw new UsageException(
          "tensors.none", "nothing to write: give --out F.npy or --preview F.png");
    }
    if (pictures < 1) {
      throw new UsageException(
          "pictures.invalid", "--pictures " + pictures + ": must be at least 1");
    }
    if (preview != null) {
      OutputFile.checkWritable(preview);
    }
    Optional<List<TensorSpec>> inputs =
        Optional.ofNullable(model).map(path -> OnnxModel.read(path).inputs());
    try (ImageSource source = data.openPictures(inputs)) {
      Pass pass = run(source);
      PrintWriter text = spec.commandLine().getOut();
      if (json) {
        Json.print(text, toJson(source, pass));
      } else {
        print(text, source, pass);
      }
    }
    return ExitCode.DONE;
  }

  private Pass run(ImageSource source) {
    if (out == null) {
      Pass pass = pass(source, null);
      writePreview(pass);
      return pass;
    }
    try (NpyWriter writer = NpyWriter.create(out, source.samples().get(0))) {
      Pass pass = pass(source, writer);
      writePreview(pass);
      writer.commit();
      return pass;
    }
  }

  /** Goes through all samples; where only pictures are wanted, through as many as those need. */
  private Pass pass(ImageSource source, NpyWriter writer) {
    TensorSpec sample = source.samples().get(0);
    int batch = data.batch().orElse(DEFAULT_BATCH);
    long most = writer == null ? pictures : Long.MAX_VALUE;
    Pass pass = new Pass(sample, 0, new ArrayList<>(), new ArrayList<>());
    long samples = 0;
    try (Arena arena = Arena.ofShared();
        Progress progress = Progress.onStandardError()) {
      MemorySegment buffer = arena.allocate(Math.multiplyExact(sample.bytes(), batch), Long.BYTES);
      Map<String, MemorySegment> buffers = Map.of(sample.name(), buffer);
      while (samples < most) {
        int filled = source.fill(buffers, (int) Math.min(batch, most - samples));
        if (filled == 0) {
          break;
        }
        for (int i = 0; i < filled && preview != null && pass.pictures.size() < pictures; i++) {
          pass.pictures.add(source.preprocess().pixels(buffer, i * sample.bytes()));
          pass.names.add(source.origin(samples + i));
        }
        if (writer != null) {
          writer.append(buffer, filled);
          progress.progress("tensors", samples + filled, source.count().orElse(0));
        }
        samples += filled;
      }
    }
    return new Pass(sample, samples, pass.pictures, pass.names);
  }

  private void writePreview(Pass pass) {
    if (preview != null) {
      OutputFile.write(preview, ContactSheet.png(pass.pictures));
    }
  }

  private void print(PrintWriter text, ImageSource source, Pass pass) {
    text.println("preprocessing  " + source.preprocess());
    if (out != null) {
      text.println("wrote " + out + ": " + array(pass));
    }
    if (preview != null) {
      int columns = ContactSheet.columns(pass.pictures.size());
      text.println(
          "wrote " + preview + ": " + pass.pictures.size() + " pictures, row by row " + columns);
      for (int first = 0; first < pass.names.size(); first += columns) {
        int end = Math.min(first + columns, pass.names.size());
        text.println("  " + String.join("  ", pass.names.subList(first, end)));
      }
    }
    for (SkippedInput skipped : source.skipped()) {
      text.println("skipped " + skipped.file() + ": " + skipped.reason());
    }
    text.flush();
  }

  private static String array(Pass pass) {
    return pass.sample.type().name().toLowerCase(Locale.ROOT)
        + "["
        + pass.sample.shape().prepend(pass.samples)
        + "]";
  }

  private JsonObject toJson(ImageSource source, Pass pass) {
    JsonObject root = new JsonObject();
    root.addProperty("preprocessing", source.preprocess().canonical());
    if (out != null) {
      root.addProperty("out", out.toString());
      root.addProperty("array", array(pass));
      root.addProperty("samples", pass.samples);
    }
    if (preview != null) {
      root.addProperty("preview", preview.toString());
      JsonArray names = new JsonArray();
      pass.names.forEach(names::add);
      root.add("pictures", names);
    }
    JsonArray skipped = new JsonArray();
    for (SkippedInput input : source.skipped()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("file", input.file());
      entry.addProperty("reason", input.reason());
      skipped.add(entry);
    }
    root.add("skipped", skipped);
    return root;
  }
}
