package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.trtcal.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A model rewritten to compute what TensorRT's INT8 engine computes: activations are quantized and
 * dequantized where TensorRT keeps them as INT8, the weights of convolutions and matrix products
 * once a channel. Every quantization can be switched and scaled at run time, by one more input, so
 * that one session serves any cache and any choice of layers. Immutable.
 *
 * <p>The rules and their limits: docs/simulation.md.
 */
public final class SimulatedModel {
  /** Where(condition, x, y) needs 9, QuantizeLinear 10. */
  private static final int FIRST_OPSET = 10;

  private final OnnxModel model;
  private final SimulationGraph graph;
  private final List<SimulatedTensor> tensors;
  private final List<String> assumptions;

  private SimulatedModel(
      OnnxModel model,
      SimulationGraph graph,
      List<SimulatedTensor> tensors,
      List<String> assumptions) {
    this.model = model;
    this.graph = graph;
    this.tensors = List.copyOf(tensors);
    this.assumptions = List.copyOf(assumptions);
  }

  /**
   * Plans the simulation.
   *
   * @param types of the values that the model's nodes compute, as a runtime that opened {@link
   *     OnnxModel#withAllValues()} tells them
   * @throws InvalidInputException {@code simulation.opset} when the model's operator set is too
   *     old, {@code simulation.quantized} when it is quantized already
   */
  public static SimulatedModel of(OnnxModel model, Map<String, ValueType> types) {
    check(model);
    NetworkImporter importer = NetworkImporter.run(model, types);
    Int8Rules rules = new Int8Rules(importer.network());
    SimulationGraph graph = new SimulationGraph(model, importer, rules, types);
    Map<String, Integer> index = new HashMap<>();
    for (NetworkTensor tensor : rules.tensors()) {
      index.put(tensor.value().orElseThrow().name(), index.size());
    }
    List<SimulatedTensor> tensors = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (NetworkTensor tensor : rules.tensors()) {
      String value = tensor.value().orElseThrow().name();
      SimulationGraph.Group group = graph.group(value);
      List<Integer> products = group.products().stream().filter(taken::add).toList();
      Set<Integer> from = new LinkedHashSet<>();
      group.reads().forEach(read -> from.add(index.get(read)));
      boolean channels = tensor.rank() > 1 && tensor.shape().dim(1) > 0;
      tensors.add(
          new SimulatedTensor(
              tensor.name(),
              rules.layersOf(tensor),
              products,
              List.copyOf(from),
              rules.isInt8(tensor),
              rules.isOutput(tensor),
              channels ? Math.toIntExact(tensor.shape().dim(1)) : 0));
    }
    List<String> assumptions = new ArrayList<>(importer.notes());
    assumptions.addAll(rules.assumptions());
    return new SimulatedModel(model, graph, tensors, assumptions);
  }

  private static void check(OnnxModel model) {
    if (model.opset() < FIRST_OPSET) {
      throw new InvalidInputException(
          "simulation.opset",
          model.file()
              + ": opset "
              + model.opset()
              + " has no QuantizeLinear to simulate INT8 with; export the model with opset "
              + FIRST_OPSET
              + " or later");
    }
    for (NodeProto node : model.proto().getGraph().getNodeList()) {
      if (node.getOpType().equals("QuantizeLinear")) {
        throw new InvalidInputException(
            "simulation.quantized",
            model.file()
                + ": is quantized already ("
                + OnnxModel.name(node)
                + "); give the floating-point model");
      }
    }
  }

  /** The model that was rewritten. */
  public OnnxModel model() {
    return model;
  }

  /** The tensors between fused layers, inputs and outputs included, in the network's order. */
  public List<SimulatedTensor> tensors() {
    return tensors;
  }

  /** The products that can run in INT8. */
  public List<SimulatedProduct> products() {
    return graph.products();
  }

  /** What was assumed, one sentence each. */
  public List<String> assumptions() {
    return assumptions;
  }

  /** Name of the input that switches and scales: float32, of {@link #switches()} values. */
  public String switchInput() {
    return graph.switchInput();
  }

  /**
   * How many values that input takes: for each of {@link #tensors()} its scale, or 0 to leave it in
   * floating point; then for each of {@link #products()} 1 for quantized weights, else 0.
   */
  public int switches() {
    return tensors.size() + products().size();
  }

  /**
   * The simulation.
   *
   * @param observe whether each of {@link #tensors()} is an output too, behind the network's own
   *     outputs: as it is handed on, that is quantized where it is
   * @return the bytes of an ONNX file; external data lie where they did
   */
  public byte[] simulation(boolean observe) {
    return bytes(graph.simulation(observe, Optional.empty()));
  }

  /**
   * The simulation for one choice of products: their weights are constants, which run faster, and
   * their switches are not looked at. Activations are switched and scaled as ever.
   *
   * @param quantized for each of {@link #products()} whether its weights are quantized
   * @return the bytes of an ONNX file; external data lie where they did
   */
  public byte[] simulation(IntPredicate quantized) {
    return bytes(graph.simulation(false, Optional.of(quantized)));
  }

  /**
   * The model in floating point, with two outputs for each of {@link #tensors()}, behind the
   * network's own: its values, and what the fused layer computes of the floating-point inputs with
   * quantized weights. The two are the same output where the layer has no weights.
   *
   * @return the bytes of an ONNX file; external data lie where they did
   */
  public byte[] layersAlone() {
    return bytes(graph.layersAlone());
  }

  private byte[] bytes(GraphProto rewritten) {
    return model.proto().toBuilder().setGraph(rewritten).build().toByteArray();
  }
}
