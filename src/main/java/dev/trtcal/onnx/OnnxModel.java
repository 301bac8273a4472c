package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ONNX file that was read and found whole: a graph, operators that exist, and external data that
 * are there. Immutable.
 */
public final class OnnxModel {
  private final Path file;
  private final ModelProto proto;

  private OnnxModel(Path file, ModelProto proto) {
    this.file = file;
    this.proto = proto;
  }

  /**
   * Reads a model.
   *
   * @throws InvalidInputException {@code model.missing}; {@code model.unreadable} when the file is
   *     no ONNX model, or truncated; {@code model.operators} when it uses operators that do not
   *     exist, listing all of them with their nodes; {@code model.external} when a file with
   *     weights is missing or too short
   */
  public static OnnxModel read(Path file) {
    OnnxModel model = new OnnxModel(file, parse(file));
    model.checkOperators();
    model.checkExternalData();
    return model;
  }

  private static ModelProto parse(Path file) {
    ModelProto proto;
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(in);
      coded.setSizeLimit(Integer.MAX_VALUE);
      proto = ModelProto.parseFrom(coded);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "model.missing", file + ": no such model file; give the path of an ONNX file", e);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          "model.unreadable",
          file + ": no ONNX model, or truncated (" + e.getMessage() + "); export it again",
          e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "model.unreadable", file + ": cannot be read: " + e.getMessage(), e);
    }
    if (proto.getGraph().getNodeCount() == 0 || proto.getGraph().getOutputCount() == 0) {
      throw new InvalidInputException(
          "model.unreadable", file + ": no ONNX model: it holds no graph with nodes and outputs");
    }
    return proto;
  }

  /** The file it was read from. */
  public Path file() {
    return file;
  }

  /** The folder in which its external data lie. */
  public Path folder() {
    return file.toAbsolutePath().getParent();
  }

  /** Version of ONNX's own operator set that the model is written in. */
  public long opset() {
    return proto.getOpsetImportList().stream()
        .filter(opset -> OperatorCatalog.isDefaultDomain(opset.getDomain()))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(1);
  }

  /**
   * What must be fed: the graph's inputs that are no initializers, in the file's order, batch axis
   * first where there is one.
   *
   * @throws InvalidInputException {@code input.type} when an input is no tensor, of unknown rank,
   *     or of a type that cannot be fed
   */
  public List<TensorSpec> inputs() {
    return freeInputs().stream().map(this::spec).toList();
  }

  /**
   * What the inputs' open extents are called: TensorRT takes equal names for equal sizes.
   *
   * @return by the input's name, a name an axis; empty where the axis has none
   */
  public Map<String, List<String>> symbols() {
    Map<String, List<String>> symbols = new LinkedHashMap<>();
    for (ValueInfoProto input : freeInputs()) {
      symbols.put(
          input.getName(),
          input.getType().getTensorType().getShape().getDimList().stream()
              .map(TensorShapeProto.Dimension::getDimParam)
              .toList());
    }
    return symbols;
  }

  /** Names of the graph's outputs, in the file's order. */
  public List<String> outputs() {
    return proto.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /**
   * The model as it was read: the bytes of an ONNX file whose external data lie in {@link
   * #folder()}.
   */
  public byte[] bytes() {
    return proto.toByteArray();
  }

  /**
   * The model with every value that a node of its graph computes as an output, so that a runtime
   * that opens it tells their types.
   *
   * @return the bytes of an ONNX file; external data still lie in {@link #folder()}
   */
  public byte[] withAllValues() {
    Set<String> names = new LinkedHashSet<>(outputs());
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().stream()
          .filter(name -> !name.isEmpty() && names.add(name))
          .forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    }
    return proto.toBuilder().setGraph(graph).build().toByteArray();
  }

  ModelProto proto() {
    return proto;
  }

  List<ValueInfoProto> freeInputs() {
    Set<String> initializers =
        proto.getGraph().getInitializerList().stream()
            .map(TensorProto::getName)
            .collect(Collectors.toSet());
    return proto.getGraph().getInputList().stream()
        .filter(input -> !initializers.contains(input.getName()))
        .toList();
  }

  static Shape shape(TensorShapeProto shape) {
    return Shape.of(
        shape.getDimList().stream()
            .mapToLong(dim -> dim.getDimValue() > 0 ? dim.getDimValue() : Shape.DYNAMIC)
            .toArray());
  }

  private TensorSpec spec(ValueInfoProto input) {
    TypeProto.Tensor type = input.getType().getTensorType();
    if (!input.getType().hasTensorType() || !type.hasShape()) {
      throw new InvalidInputException(
          "input.type",
          file
              + ": input "
              + input.getName()
              + ": no tensor of a known number of axes; export the model with input shapes");
    }
    ElementType element =
        ElementTypes.feedable(type.getElemType())
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "input.type",
                        file
                            + ": input "
                            + input.getName()
                            + ": elements of "
                            + ElementTypes.name(type.getElemType())
                            + " cannot be fed; export the model with float32 inputs"));
    return new TensorSpec(input.getName(), element, shape(type.getShape()));
  }

  private void checkOperators() {
    Set<String> functions =
        proto.getFunctionsList().stream()
            .map(function -> function.getDomain() + ":" + function.getName())
            .collect(Collectors.toSet());
    List<String> unknown = new ArrayList<>();
    collectUnknown(proto.getGraph().getNodeList(), functions, unknown);
    proto
        .getFunctionsList()
        .forEach(function -> collectUnknown(function.getNodeList(), functions, unknown));
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          "model.operators",
          file
              + ": "
              + unknown.size()
              + (unknown.size() == 1 ? " node has an operator" : " nodes have operators")
              + " that nobody here knows: "
              + String.join(", ", unknown));
    }
  }

  private static void collectUnknown(
      List<NodeProto> nodes, Set<String> functions, List<String> unknown) {
    for (NodeProto node : nodes) {
      String domain = node.getDomain();
      if (!OperatorCatalog.knows(domain, node.getOpType())
          && !functions.contains(domain + ":" + node.getOpType())) {
        unknown.add(
            (domain.isEmpty() ? "" : domain + ":") + node.getOpType() + " (" + name(node) + ")");
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        collectUnknown(attribute.getG().getNodeList(), functions, unknown);
        attribute
            .getGraphsList()
            .forEach(graph -> collectUnknown(graph.getNodeList(), functions, unknown));
      }
    }
  }

  /** The node's name, or what TensorRT calls one without a name. */
  static String name(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? "node_of_" + node.getOutput(0)
        : node.getName();
  }

  /** The files that hold its weights, by their paths below {@link #folder()}; sorted. */
  public List<String> weightFiles() {
    return proto.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL)
        .map(tensor -> ExternalData.of(tensor).location())
        .distinct()
        .sorted()
        .toList();
  }

  private void checkExternalData() {
    Set<String> wrong = new HashSet<>();
    for (TensorProto tensor : proto.getGraph().getInitializerList()) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        ExternalData data = ExternalData.of(tensor);
        data.problem(folder()).ifPresent(wrong::add);
      }
    }
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(
          "model.external",
          file + ": " + wrong.stream().sorted().collect(Collectors.joining("; ")));
    }
  }
}
