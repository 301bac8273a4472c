package dev.trtcal.onnx;

import dev.trtcal.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The network that TensorRT's importer builds, while it grows and afterwards. */
final class Network {
  private final UniqueNames names = new UniqueNames();
  private final List<NetworkTensor> inputs = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final List<NetworkTensor> outputs = new ArrayList<>();
  private final Map<String, NetworkTensor> constants = new HashMap<>();

  List<NetworkTensor> inputs() {
    return inputs;
  }

  List<Layer> layers() {
    return layers;
  }

  List<NetworkTensor> outputs() {
    return outputs;
  }

  UniqueNames names() {
    return names;
  }

  /** Adds a layer without a name. */
  Layer add(LayerKind kind, List<NetworkTensor> from) {
    Layer layer = new Layer(kind, layers.size(), from);
    layers.add(layer);
    return layer;
  }

  /** Names a layer; again, where the importer does so, at the cost of another name taken. */
  Layer register(Layer layer, String wanted) {
    layer.rename(names.layer(wanted));
    return layer;
  }

  /** A constant as a tensor: its layer is made at the first use and used again. */
  NetworkTensor constant(Weights weights) {
    NetworkTensor known = constants.get(weights.name());
    if (known != null) {
      return known;
    }
    Layer layer = register(add(LayerKind.CONSTANT, List.of()), weights.name());
    NetworkTensor tensor =
        layer.output(weights.type()).value(Value.constant(weights.name(), weights.tensor()));
    constants.put(weights.name(), tensor);
    return tensor;
  }

  /** A layer that hands its input on with another shape. */
  Layer shuffle(NetworkTensor from, ShapeVector to) {
    Layer layer = add(LayerKind.SHUFFLE, List.of(from));
    to.materializeUnlessKnown(this);
    register(layer, "ONNXTRT_ShapeShuffle");
    layer.output(new ValueType(from.elementType(), reshaped(from.shape(), to))).value(from.value());
    return layer;
  }

  /** A layer that cuts a part out of its input, or fills up around it. */
  Layer slice(NetworkTensor from, ShapeVector starts, ShapeVector sizes, ShapeVector strides) {
    Layer layer = add(LayerKind.SLICE, List.of(from));
    starts.materializeUnlessKnown(this);
    sizes.materializeUnlessKnown(this);
    strides.materializeUnlessKnown(this);
    register(layer, "ONNXTRT_ShapeSlice");
    layer.output(new ValueType(from.elementType(), reshaped(from.shape(), sizes)));
    return layer;
  }

  /** A conversion that the importer adds on its own account. */
  NetworkTensor cast(NetworkTensor from, int elementType) {
    Layer layer = register(add(LayerKind.CAST, List.of(from)), "ONNXTRT_castHelper");
    return layer.output(new ValueType(elementType, from.shape()));
  }

  private static Shape reshaped(Shape from, ShapeVector to) {
    if (!to.sizeKnown()) {
      return from;
    }
    long[] extents = new long[to.size()];
    for (int i = 0; i < extents.length; i++) {
      long extent = to.valueKnown(i) ? to.value(i) : Shape.DYNAMIC;
      extents[i] = extent == 0 && i < from.rank() ? from.dim(i) : Math.max(extent, Shape.DYNAMIC);
    }
    return Shape.of(extents);
  }
}
