package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.bindings.shim.trtcal_parser_error;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ONNX parser. */
public final class ShimParser {
  private ShimParser() {}

  /**
   * One complaint of the parser, copied out of native memory; a text that it left out is empty.
   *
   * @param code TensorRT's parser ErrorCode
   * @param line of the parser's source
   * @param node index in the ONNX graph, or -1
   */
  public record Complaint(
      int code,
      int line,
      int node,
      String description,
      String file,
      String function,
      String nodeName,
      String nodeOperator) {}

  /**
   * A parser that reads one model into the network, released by its owner.
   *
   * {@snippet lang=c :
   * int32_t trtcal_parser_create(trtcal_network* network, trtcal_logger* logger,
   *     trtcal_parser** out, trtcal_error* error);
   * void trtcal_parser_destroy(trtcal_parser* parser);
   * }
   */
  public static MemorySegment create(MemorySegment network, MemorySegment logger, Arena owner) {
    return NativeCall.create(
        "trtcal_parser_create",
        owner,
        (scratch, out, error) -> shim_h.trtcal_parser_create(network, logger, out, error),
        shim_h::trtcal_parser_destroy);
  }

  /**
   * Reads a model into the network.
   *
   * {@snippet lang=c :
   * int32_t trtcal_parser_parse_file(trtcal_parser* parser, const char* path,
   *     trtcal_error* error);
   * }
   *
   * @return empty, or in one line why TensorRT refuses the model; {@link #complaints} says more
   */
  public static Optional<String> parse(MemorySegment parser, Path model) {
    return NativeCall.refusal(
        "trtcal_parser_parse_file",
        (scratch, error) ->
            shim_h.trtcal_parser_parse_file(parser, scratch.allocateFrom(model.toString()), error));
  }

  /**
   * Reads a model into the network.
   *
   * {@snippet lang=c :
   * int32_t trtcal_parser_parse_memory(trtcal_parser* parser, const void* data,
   *     uint64_t bytes, const char* model_path, trtcal_error* error);
   * }
   *
   * @param model native memory that holds the ONNX file, all of it; read during the call only
   * @param location the path beside which external weights lie
   * @return empty, or in one line why TensorRT refuses the model; {@link #complaints} says more
   */
  public static Optional<String> parse(
      MemorySegment parser, MemorySegment model, Optional<Path> location) {
    return NativeCall.refusal(
        "trtcal_parser_parse_memory",
        (scratch, error) ->
            shim_h.trtcal_parser_parse_memory(
                parser,
                model,
                model.byteSize(),
                location.map(p -> scratch.allocateFrom(p.toString())).orElse(MemorySegment.NULL),
                error));
  }

  /**
   * What the parser complained of at its last parse, in its order.
   *
   * {@snippet lang=c :
   * int32_t trtcal_parser_error_count(const trtcal_parser* parser, int32_t* out,
   *     trtcal_error* error);
   * int32_t trtcal_parser_error_at(const trtcal_parser* parser, int32_t index,
   *     trtcal_parser_error* out, trtcal_error* error);
   * }
   */
  public static List<Complaint> complaints(MemorySegment parser) {
    int count =
        NativeCall.integer(
            "trtcal_parser_error_count",
            (out, error) -> shim_h.trtcal_parser_error_count(parser, out, error));
    List<Complaint> complaints = new ArrayList<>(count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = trtcal_parser_error.allocate(arena);
      for (int i = 0; i < count; i++) {
        int index = i;
        NativeCall.check(
            "trtcal_parser_error_at",
            (scratch, error) -> shim_h.trtcal_parser_error_at(parser, index, out, error));
        complaints.add(
            new Complaint(
                trtcal_parser_error.code(out),
                trtcal_parser_error.line(out),
                trtcal_parser_error.node(out),
                CStrings.read(trtcal_parser_error.description(out)),
                CStrings.read(trtcal_parser_error.file(out)),
                CStrings.read(trtcal_parser_error.function(out)),
                CStrings.read(trtcal_parser_error.node_name(out)),
                CStrings.read(trtcal_parser_error.node_operator(out))));
      }
    }
    return List.copyOf(complaints);
  }
}
