package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.Optional;

/** A tensor of the network that TensorRT's importer builds. */
final class NetworkTensor {
  private final Optional<Layer> producer;
  private final int index;
  private final ValueType type;
  private Optional<String> name = Optional.empty();
  private Optional<Value> value = Optional.empty();

  /** A layer's output. */
  NetworkTensor(Layer producer, int index, ValueType type) {
    this.producer = Optional.of(producer);
    this.index = index;
    this.type = type;
  }

  /** A network input. */
  NetworkTensor(String name, ValueType type) {
    producer = Optional.empty();
    index = 0;
    this.type = type;
    this.name = Optional.of(name);
    value = Optional.of(Value.computed(name));
  }

  /** The name that the ONNX file gives it, or else one after its layer. */
  String name() {
    return name.orElseGet(
        () -> producer.orElseThrow().name() + "_output" + (index == 0 ? "" : " (" + index + ")"));
  }

  NetworkTensor name(String onnxName) {
    name = Optional.of(onnxName);
    return this;
  }

  Optional<Layer> producer() {
    return producer;
  }

  ValueType type() {
    return type;
  }

  int elementType() {
    return type.elementType();
  }

  Shape shape() {
    return type.shape();
  }

  int rank() {
    return type.shape().rank();
  }

  /** Where its values come from; empty for tensors that nobody observes, such as shapes. */
  Optional<Value> value() {
    return value;
  }

  NetworkTensor value(Value source) {
    value = Optional.of(source);
    return this;
  }

  NetworkTensor value(Optional<Value> source) {
    value = source;
    return this;
  }
}
