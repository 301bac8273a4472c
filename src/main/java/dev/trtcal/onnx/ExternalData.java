package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a tensor's bytes lie when they are not in the model file.
 *
 * @param location path below the model's folder
 * @param offset first byte
 * @param length number of bytes, or -1 for up to the file's end
 */
record ExternalData(String location, long offset, long length) {

  static ExternalData of(TensorProto tensor) {
    Map<String, String> entries =
        tensor.getExternalDataList().stream()
            .collect(
                Collectors.toMap(
                    StringStringEntryProto::getKey,
                    StringStringEntryProto::getValue,
                    (first, second) -> second));
    return new ExternalData(
        entries.getOrDefault("location", ""),
        Long.parseLong(entries.getOrDefault("offset", "0")),
        Long.parseLong(entries.getOrDefault("length", "-1")));
  }

  /** What is wrong with it, in one clause that names the file; empty when it is there. */
  Optional<String> problem(Path folder) {
    if (location.isEmpty()
        || !folder.resolve(location).normalize().startsWith(folder.normalize())) {
      return Optional.of(
          "its weights lie in '" + location + "', which is no file below the model's folder");
    }
    Path file = folder.resolve(location);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.of("its weights file " + file + " is missing; put it beside the model");
      }
      long size = Files.size(file);
      return offset < 0 || offset + Math.max(0, length) > size
          ? Optional.of("its weights file " + file + " is truncated; export the model again")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("its weights file " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** The bytes, little endian as ONNX stores them. */
  ByteBuffer read(Path folder) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(folder.resolve(location))) {
      long bytes = length < 0 ? channel.size() - offset : length;
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes));
      channel.position(offset);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // read() may return early
      }
      return buffer.flip();
    }
  }
}
