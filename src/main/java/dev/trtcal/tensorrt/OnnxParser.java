package dev.trtcal.tensorrt;

import dev.trtcal.InvalidInputException;
import dev.trtcal.ffi.shim.ShimParser;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one ONNX model into a network. */
public final class OnnxParser implements AutoCloseable {
  private final Handle handle;
  private Optional<String> refusal = Optional.empty();

  OnnxParser(Handle handle) {
    this.handle = handle;
  }

  /**
   * Reads a file, and external weights beside it.
   *
   * @return false when TensorRT cannot read the model: {@link #errors()} says why
   */
  public boolean parse(Path model) {
    refusal = ShimParser.parse(handle.segment(), model.toAbsolutePath());
    return refusal.isEmpty();
  }

  /**
   * Reads a model from memory, with its weights in it.
   *
   * @return false when TensorRT cannot read the model: {@link #errors()} says why
   */
  public boolean parse(byte[] model) {
    return parse(MemorySegment.ofArray(model), Optional.empty());
  }

  /**
   * Reads a model from memory.
   *
   * @param model the ONNX file, all of it; read during the call only, and copied if it is on the
   *     heap
   * @param location the path beside which external weights lie
   * @return false when TensorRT cannot read the model: {@link #errors()} says why
   */
  public boolean parse(MemorySegment model, Optional<Path> location) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes =
          model.isNative()
              ? model
              : arena
                  .allocate(model.byteSize(), ValueLayout.JAVA_LONG.byteAlignment())
                  .copyFrom(model);
      refusal = ShimParser.parse(handle.segment(), bytes, location.map(Path::toAbsolutePath));
    }
    return refusal.isEmpty();
  }

  /**
   * Reads a file that must be readable.
   *
   * @throws InvalidInputException {@code model.refused} with every error
   */
  void parseOrRefuse(Path model) {
    if (parse(model)) {
      return;
    }
    List<ParserError> errors = errors();
    throw new InvalidInputException(
        "model.refused",
        model
            + ": TensorRT cannot read this model, "
            + (errors.size() == 1 ? "1 error: " : errors.size() + " errors: ")
            + errors.stream().map(ParserError::toString).collect(Collectors.joining("; ")));
  }

  /** Everything that the parser complained of at the last parse; empty when it was accepted. */
  public List<ParserError> errors() {
    List<ParserError> errors =
        ShimParser.complaints(handle.segment()).stream().map(ParserError::of).toList();
    // A refusal must not look like a success, even if the parser keeps its reasons to itself.
    return errors.isEmpty() && refusal.isPresent()
        ? List.of(new ParserError(ParserErrorCode.OTHER, refusal.get(), -1, "", "", "", "", 0))
        : errors;
  }

  @Override
  public void close() {
    handle.close();
  }
}
