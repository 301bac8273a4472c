package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.ShimParser;

/**
 * One error of the ONNX parser. Texts that the parser left out are empty.
 *
 * @param code what kind of error
 * @param description the parser's own words
 * @param node index in the ONNX graph, or -1 when the error is not about a node
 * @param nodeName the node's name in the ONNX graph
 * @param operator the node's operator
 * @param function in the parser's source, for bug reports
 * @param file in the parser's source, for bug reports
 * @param line in the parser's source, for bug reports
 */
public record ParserError(
    ParserErrorCode code,
    String description,
    int node,
    String nodeName,
    String operator,
    String function,
    String file,
    int line) {

  static ParserError of(ShimParser.Complaint complaint) {
    return new ParserError(
        ParserErrorCode.of(complaint.code()),
        complaint.description(),
        complaint.node(),
        complaint.nodeName(),
        complaint.nodeOperator(),
        complaint.function(),
        complaint.file(),
        complaint.line());
  }

  /** In one line, as {@code node 3 /conv (Conv): UNSUPPORTED_NODE: the parser's words}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (node >= 0) {
      text.append("node ").append(node).append(' ');
      if (!nodeName.isEmpty()) {
        text.append(nodeName).append(' ');
      }
      if (!operator.isEmpty()) {
        text.append('(').append(operator).append(')');
      }
      text = new StringBuilder(text.toString().strip()).append(": ");
    }
    text.append(code);
    if (!description.isEmpty()) {
      text.append(": ").append(description.replaceAll("\\s+", " ").strip());
    }
    return text.toString();
  }
}
