package dev.trtcal.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A layer of the network that TensorRT's importer builds. */
final class Layer {
  private final LayerKind kind;
  private final List<NetworkTensor> inputs;
  private final List<NetworkTensor> outputs = new ArrayList<>();
  private String name;
  private Optional<NodeImport> origin = Optional.empty();

  Layer(LayerKind kind, int number, List<NetworkTensor> inputs) {
    this.kind = kind;
    this.inputs = new ArrayList<>(inputs);
    name = "(Unnamed Layer* " + number + ") [" + kind.label() + "]";
  }

  LayerKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  void rename(String newName) {
    name = newName;
  }

  /** The ONNX node that it is made of, or a part of; empty for what belongs to none. */
  Optional<NodeImport> origin() {
    return origin;
  }

  void origin(NodeImport node) {
    origin = Optional.of(node);
  }

  List<NetworkTensor> inputs() {
    return inputs;
  }

  List<NetworkTensor> outputs() {
    return outputs;
  }

  /** Adds an input that is made after the layer itself. */
  void reads(NetworkTensor tensor) {
    inputs.add(tensor);
  }

  /** Adds an output, called after the layer until it is given a name. */
  NetworkTensor output(ValueType type) {
    NetworkTensor tensor = new NetworkTensor(this, outputs.size(), type);
    outputs.add(tensor);
    return tensor;
  }

  /** The only output, of a type that is known better than the layer can tell. */
  NetworkTensor retyped(ValueType type) {
    NetworkTensor before = output();
    NetworkTensor tensor = new NetworkTensor(this, 0, type).value(before.value());
    outputs.set(0, tensor);
    return tensor;
  }

  NetworkTensor output() {
    return outputs.get(0);
  }
}
