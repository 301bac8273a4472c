package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.trtcal.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One ONNX node on its way into the network: its inputs, its attributes, and the helpers that
 * TensorRT's importer uses for many operators alike.
 */
final class NodeImport {
  private final NodeProto node;
  private final NetworkImporter importer;
  private final Network network;
  private final List<Operand> inputs;

  /**
   * A node's input or output: a tensor, weights that are no tensor yet, or nothing where an
   * optional input is left out.
   */
  record Operand(Optional<NetworkTensor> tensor, Optional<Weights> weights) {
    static final Operand ABSENT = new Operand(Optional.empty(), Optional.empty());

    static Operand of(NetworkTensor tensor) {
      return new Operand(Optional.of(tensor), Optional.empty());
    }

    static Operand of(Weights weights) {
      return new Operand(Optional.empty(), Optional.of(weights));
    }

    ValueType type() {
      return tensor
          .map(NetworkTensor::type)
          .orElseGet(() -> weights.map(Weights::type).orElse(new ValueType(0, Shape.of())));
    }
  }

  NodeImport(NodeProto node, NetworkImporter importer, List<Operand> inputs) {
    this.node = node;
    this.importer = importer;
    this.network = importer.network();
    this.inputs = List.copyOf(inputs);
  }

  Network network() {
    return network;
  }

  String operator() {
    return node.getOpType();
  }

  String name() {
    return OnnxModel.name(node);
  }

  long opset() {
    return importer.opset();
  }

  int inputCount() {
    return inputs.size();
  }

  int outputCount() {
    return node.getOutputCount();
  }

  // ---- inputs

  Operand input(int index) {
    return index < inputs.size() ? inputs.get(index) : Operand.ABSENT;
  }

  boolean has(int index) {
    return !input(index).equals(Operand.ABSENT);
  }

  boolean isWeights(int index) {
    return input(index).weights().isPresent();
  }

  boolean isTensor(int index) {
    return input(index).tensor().isPresent();
  }

  /** An input as a tensor; weights become a constant layer here. */
  NetworkTensor tensor(int index) {
    return tensor(input(index));
  }

  NetworkTensor tensor(Operand operand) {
    return operand
        .tensor()
        .or(() -> operand.weights().map(network::constant))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "node " + name() + " of operator " + operator() + " lacks an input"));
  }

  /** The values of an integer constant. */
  Optional<long[]> constantLongs(int index) {
    return input(index).weights().map(w -> Constants.longs(w.tensor(), importer.folder()));
  }

  /** The value of a constant that is a single number. */
  float constantFloat(int index) {
    return Constants.floats(input(index).weights().orElseThrow().tensor(), importer.folder())
        .get(0);
  }

  /** An input that holds extents. */
  ShapeVector extents(int index) {
    return constantLongs(index)
        .map(values -> ShapeVector.known(input(index).type().shape().rank(), values))
        .orElseGet(() -> ShapeVector.in(tensor(index)));
  }

  // ---- attributes

  private Optional<AttributeProto> attribute(String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  boolean hasAttribute(String name) {
    return attribute(name).isPresent();
  }

  long longAttribute(String name, long otherwise) {
    return attribute(name).map(AttributeProto::getI).orElse(otherwise);
  }

  float floatAttribute(String name, float otherwise) {
    return attribute(name).map(AttributeProto::getF).orElse(otherwise);
  }

  String stringAttribute(String name, String otherwise) {
    return attribute(name)
        .map(AttributeProto::getS)
        .map(ByteString::toStringUtf8)
        .orElse(otherwise);
  }

  Optional<long[]> longsAttribute(String name) {
    return attribute(name).map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  /** Axes that stand in an attribute or, since some opset, in a constant input. */
  Optional<long[]> axes(int index) {
    Optional<long[]> attribute = longsAttribute("axes");
    return attribute.isPresent() ? attribute : constantLongs(index);
  }

  static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  // ---- types

  /** What the runtime says of one of the node's outputs. */
  ValueType outputType(int index) {
    return importer.type(node.getOutput(index));
  }

  /** The type of an element-wise result: the inputs broadcast to a common rank. */
  private static ValueType broadcastType(int elementType, NetworkTensor a, NetworkTensor b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] extents = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      extents[axis] = broadcastExtent(extent(a, axis, rank), extent(b, axis, rank));
    }
    return new ValueType(elementType, Shape.of(extents));
  }

  private static long extent(NetworkTensor tensor, int axis, int rank) {
    int own = axis - (rank - tensor.rank());
    return own < 0 ? 1 : tensor.shape().dim(own);
  }

  private static long broadcastExtent(long a, long b) {
    if (a == 1) {
      return b;
    }
    return b == 1 || a != Shape.DYNAMIC ? a : b;
  }

  // ---- layers

  /** Adds a layer called as the node, with one output. */
  NetworkTensor add(LayerKind kind, ValueType type, NetworkTensor... from) {
    return network.register(network.add(kind, List.of(from)), name()).output(type);
  }

  /** Adds a layer that keeps TensorRT's own name, with one output. */
  NetworkTensor addUnnamed(LayerKind kind, ValueType type, NetworkTensor... from) {
    return network.add(kind, List.of(from)).output(type);
  }

  /** Adds a layer of one input and output of the same type, called as the node. */
  NetworkTensor addLike(LayerKind kind, NetworkTensor from) {
    return add(kind, from.type(), from);
  }

  NetworkTensor elementwise(NetworkTensor a, NetworkTensor b) {
    return add(LayerKind.ELEMENTWISE, broadcastType(a.elementType(), a, b), a, b);
  }

  NetworkTensor compare(NetworkTensor a, NetworkTensor b) {
    return add(LayerKind.ELEMENTWISE, broadcastType(ElementTypes.BOOL, a, b), a, b);
  }

  NetworkTensor elementwiseUnnamed(NetworkTensor a, NetworkTensor b) {
    return addUnnamed(LayerKind.ELEMENTWISE, broadcastType(a.elementType(), a, b), a, b);
  }

  /** Gives a tensor leading axes of extent 1 up to a rank. */
  NetworkTensor broadcast(NetworkTensor tensor, int rank) {
    if (tensor.rank() >= rank) {
      return tensor;
    }
    ShapeVector ones = ShapeVector.filled(network, 1, ShapeVector.of(rank - tensor.rank()));
    ShapeVector shape = ones.concat(network, ShapeVector.shapeOf(tensor));
    return network.register(network.shuffle(tensor, shape), "ONNXTRT_Broadcast").output();
  }

  /** Inserts axes of extent 1. */
  NetworkTensor unsqueeze(NetworkTensor tensor, long[] axes, String layerName) {
    List<Long> picks = new ArrayList<>();
    IntStream.range(0, tensor.rank()).forEach(i -> picks.add((long) i));
    for (long axis : sorted(axes)) {
      picks.add((int) axis, (long) tensor.rank());
    }
    ShapeVector shape =
        ShapeVector.shapeOf(tensor).interlace(network, ShapeVector.of(1), vector(picks));
    return network.register(network.shuffle(tensor, shape), layerName).output();
  }

  /** Takes axes away. */
  NetworkTensor squeeze(NetworkTensor tensor, long[] axes, String layerName) {
    List<Long> picks = new ArrayList<>();
    for (long i = 0; i < tensor.rank(); i++) {
      long axis = i;
      if (IntStream.range(0, axes.length).noneMatch(k -> axes[k] == axis)) {
        picks.add(axis);
      }
    }
    ShapeVector shape = ShapeVector.shapeOf(tensor).gather(network, vector(picks));
    return network.register(network.shuffle(tensor, shape), layerName).output();
  }

  NetworkTensor unsqueezeTensor(NetworkTensor tensor, long... axes) {
    return unsqueeze(tensor, axes, "ONNXTRT_unsqueezeTensor");
  }

  NetworkTensor squeezeTensor(NetworkTensor tensor, long... axes) {
    return squeeze(tensor, axes, "ONNXTRT_squeezeTensor");
  }

  /** A layer that changes nothing, under the importer's own name. */
  Operand identity(Operand operand) {
    return operand
        .tensor()
        .map(
            tensor -> {
              Layer layer = network.add(LayerKind.IDENTITY, List.of(tensor));
              network.register(layer, "ONNXTRT_identity");
              return Operand.of(layer.output(tensor.type()));
            })
        .orElse(operand);
  }

  private static long[] sorted(long[] axes) {
    return IntStream.range(0, axes.length).mapToLong(i -> axes[i]).sorted().distinct().toArray();
  }

  private static ShapeVector vector(List<Long> values) {
    return ShapeVector.of(values.stream().mapToLong(Long::longValue).toArray());
  }

  // ---- constants that the importer makes up

  /** A number as weights, which take a name even if no layer ever uses them. */
  Weights madeWeights(float value, int elementType) {
    return new Weights(
        network.names().tensor("tmp_weight"), Constants.number(value, elementType, 0));
  }

  /** Such weights as a tensor, in a layer called after them. */
  NetworkTensor madeTensor(Weights weights) {
    return network.constant(weights).value(madeValue(weights.tensor()));
  }

  /** A number with axes of extent 1, in a layer that stays unnamed. */
  NetworkTensor madeConstant(float value, int elementType, int rank) {
    ValueType type = new ValueType(elementType, new Shape(Collections.nCopies(rank, 1L)));
    NetworkTensor constant = madeConstant(type);
    return ElementTypes.isFloating(elementType)
        ? constant.value(madeValue(Constants.number(value, elementType, rank)))
        : constant;
  }

  /** A constant that nobody observes, in a layer that stays unnamed. */
  NetworkTensor madeConstant(ValueType type) {
    network.names().tensor("tmp_weight");
    return network.add(LayerKind.CONSTANT, List.of()).output(type);
  }

  private Value madeValue(TensorProto number) {
    return Value.constant(importer.addInitializer(number), number);
  }

  // ---- values of tensors that are no ONNX values

  /** Starts a node that computes an inner tensor of this one. */
  InnerNode inner(String operator) {
    return new InnerNode(operator, importer);
  }

  /** The ONNX node itself, to compute an inner tensor with the same inputs and attributes. */
  NodeProto proto() {
    return node;
  }

  /** Leaves the ONNX node out of the rewritten graph: inner nodes compute its outputs. */
  void replace() {
    importer.replaceCurrent();
  }

  /** Says that an operator was not taken apart as TensorRT does. */
  void note(String text) {
    importer.note("operator " + operator() + " (" + name() + "): " + text);
  }
}
