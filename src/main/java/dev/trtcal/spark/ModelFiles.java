package dev.trtcal.spark;

import dev.trtcal.ContentHash;
import dev.trtcal.InvalidInputException;
import dev.trtcal.onnx.OnnxModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An ONNX file with the files that hold its weights, as they travel to the executors.
 *
 * @param name of the ONNX file
 * @param bytes of each file, by its path below the model's folder
 * @param sha256 of all
 */
record ModelFiles(String name, Map<String, byte[]> bytes, String sha256) implements Serializable {

  static ModelFiles read(Path model) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    OnnxModel parsed = OnnxModel.read(model);
    List<String> names = new ArrayList<>();
    names.add(String.valueOf(model.getFileName()));
    names.addAll(parsed.weightFiles());
    List<ByteBuffer> contents = new ArrayList<>();
    for (String name : names) {
      Path file = parsed.folder().resolve(name);
      try {
        bytes.put(name, Files.readAllBytes(file));
      } catch (IOException e) {
        throw new InvalidInputException(
            "model.unreadable", file + ": cannot be read: " + e.getMessage(), e);
      }
      contents.add(ByteBuffer.wrap(bytes.get(name)));
    }
    return new ModelFiles(names.get(0), bytes, ContentHash.ofBytes(contents));
  }

  /** Writes the files below a folder; returns the ONNX file. */
  Path unpack(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : bytes.entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    return folder.resolve(name);
  }

  /** Deletes what was unpacked, and the folders in it. */
  void delete(Path folder) throws IOException {
    for (String name : bytes.keySet()) {
      Path file = folder.resolve(name);
      for (Path gone = file; !gone.equals(folder); gone = gone.getParent()) {
        if (Files.isDirectory(gone) && !isEmpty(gone)) {
          break;
        }
        Files.deleteIfExists(gone);
      }
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
