package dev.trtcal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model rewritten so that every tensor that TensorRT calibrates can be observed: what an ONNX
 * value holds becomes an output, and what only TensorRT's importer makes, such as the product
 * inside a Gemm, is computed by added nodes. Immutable.
 */
public final class ObservedModel {
  private final List<ObservedTensor> tensors;
  private final List<String> assumptions;
  private final List<String> failures;
  private final List<String> notes;
  private final ModelProto rewritten;

  private ObservedModel(
      List<ObservedTensor> tensors,
      List<String> assumptions,
      List<String> failures,
      List<String> notes,
      ModelProto rewritten) {
    this.tensors = List.copyOf(tensors);
    this.assumptions = List.copyOf(assumptions);
    this.failures = List.copyOf(failures);
    this.notes = List.copyOf(notes);
    this.rewritten = rewritten;
  }

  /**
   * Finds the tensors that TensorRT's MinMax and Entropy2 calibrate, as its Entropy and Legacy do
   * when they are told to calibrate before fusion.
   *
   * @param types of the values that the model's nodes compute, as a runtime that opened {@link
   *     OnnxModel#withAllValues()} tells them
   */
  public static ObservedModel beforeFusion(OnnxModel model, Map<String, ValueType> types) {
    NetworkImporter importer = NetworkImporter.run(model, types);
    Rewriting rewriting = new Rewriting(model, importer);
    List<NetworkTensor> listed = CalibratedTensors.of(importer.network());
    Map<NetworkTensor, Integer> indices = new HashMap<>();
    listed.forEach(tensor -> indices.put(tensor, indices.size()));
    List<ObservedTensor> tensors = new ArrayList<>();
    for (NetworkTensor tensor : listed) {
      OptionalInt read = pooledFrom(tensor, indices);
      OptionalInt copied =
          read.isPresent() && tensors.get(read.getAsInt()).resultOf().isPresent()
              ? tensors.get(read.getAsInt()).resultOf()
              : read;
      tensors.add(new ObservedTensor(tensor.name(), rewriting.source(tensor), copied));
    }
    return new ObservedModel(tensors, importer.notes(), List.of(), List.of(), rewriting.model());
  }

  /**
   * Finds the tensors that TensorRT's Entropy and Legacy calibrate: those that are left when layers
   * are fused.
   *
   * @param types as in {@link #beforeFusion}
   * @param concatenations whether what a Concat makes is among them: for Entropy it is, for Legacy
   *     not
   */
  public static ObservedModel afterFusion(
      OnnxModel model, Map<String, ValueType> types, boolean concatenations) {
    NetworkImporter importer = NetworkImporter.run(model, types);
    Rewriting rewriting = new Rewriting(model, importer);
    FusedTensors fused = FusedTensors.of(importer.network(), concatenations);
    List<ObservedTensor> tensors =
        fused.tensors().stream()
            .map(
                tensor ->
                    new ObservedTensor(
                        tensor.name(),
                        fused.buffers().containsKey(tensor)
                            ? rewriting.start(tensor, fused.buffers().get(tensor))
                            : rewriting.source(tensor),
                        OptionalInt.empty()))
            .toList();
    List<String> assumptions = new ArrayList<>(importer.notes());
    assumptions.addAll(fused.assumptions());
    return new ObservedModel(
        tensors, assumptions, fused.failures(), fused.notes(), rewriting.model());
  }

  /**
   * TensorRT gives what a pool computes the result of what the pool reads, in the network's order;
   * so pools in a row all have the first one's.
   */
  private static OptionalInt pooledFrom(NetworkTensor tensor, Map<NetworkTensor, Integer> indices) {
    return tensor
        .producer()
        .filter(layer -> layer.kind() == LayerKind.POOLING)
        .map(layer -> indices.get(layer.inputs().get(0)))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** The tensors, in the order of TensorRT's cache where that order is defined. */
  public List<ObservedTensor> tensors() {
    return tensors;
  }

  /**
   * What was assumed, one sentence each; where there is an assumption, TensorRT's list may differ.
   */
  public List<String> assumptions() {
    return assumptions;
  }

  /** Why TensorRT's build of it is known to fail, one sentence each, with the way round. */
  public List<String> failures() {
    return failures;
  }

  /** What is known to go otherwise in TensorRT, one sentence each. */
  public List<String> notes() {
    return notes;
  }

  /** Indices of the outputs that the tensors' sources count. */
  public List<Integer> outputs() {
    return IntStream.range(0, rewritten.getGraph().getOutputCount()).boxed().toList();
  }

  /** Indices of the outputs whose values must lie in their order: a part of them is looked at. */
  public Set<Integer> ordered() {
    return tensors.stream()
        .map(ObservedTensor::source)
        .filter(Source.Start.class::isInstance)
        .map(source -> ((Source.Start) source).whole())
        .filter(Source.Output.class::isInstance)
        .map(whole -> ((Source.Output) whole).index())
        .collect(Collectors.toSet());
  }

  /**
   * The rewritten model, whose outputs the tensors' sources count.
   *
   * @return the bytes of an ONNX file; external data lie where they did
   */
  public byte[] bytes() {
    return rewritten.toByteArray();
  }

  /** Collects what the rewritten graph has to hand out. */
  private static final class Rewriting {
    private final OnnxModel model;
    private final NetworkImporter importer;
    private final Set<String> inputs;
    private final Map<String, Integer> outputs = new HashMap<>();
    private final GraphProto.Builder graph;

    Rewriting(OnnxModel model, NetworkImporter importer) {
      this.model = model;
      this.importer = importer;
      inputs = model.freeInputs().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
      graph =
          model.proto().getGraph().toBuilder()
              .clearOutput()
              .clearNode()
              .addAllNode(importer.nodes())
              .addAllInitializer(importer.initializers());
    }

    Source source(NetworkTensor tensor) {
      Value value = tensor.value().orElseThrow();
      if (value.constant().isPresent()) {
        TensorProto constant = value.constant().get();
        FloatBuffer values = Constants.floats(constant, model.folder());
        return new Source.Constant(value.name(), values);
      }
      if (tensor.elementType() == ElementTypes.FLOAT) {
        return inputs.contains(value.name())
            ? new Source.Input(value.name())
            : new Source.Output(output(value.name()));
      }
      return new Source.Output(
          outputs.computeIfAbsent(value.name(), name -> addOutput(asFloat(name))));
    }

    /** As many values as a tensor has, of what lies side by side in its buffer. */
    Source start(NetworkTensor tensor, List<NetworkTensor> buffer) {
      Source whole =
          buffer.size() == 1
              ? source(buffer.get(0))
              : new Source.Output(addOutput(sideBySide(buffer)));
      return new Source.Start(
          whole,
          tensor.shape().dim(1),
          buffer.stream().mapToLong(part -> part.shape().dim(1)).sum(),
          buffer.stream().map(NetworkTensor::name).collect(Collectors.joining(" and ")));
    }

    private String sideBySide(List<NetworkTensor> tensors) {
      String name = importer.freshName();
      NodeProto.Builder node =
          NodeProto.newBuilder()
              .setName(name)
              .setOpType("Concat")
              .addOutput(name)
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("axis")
                      .setType(AttributeProto.AttributeType.INT)
                      .setI(1));
      tensors.forEach(tensor -> node.addInput(tensor.value().orElseThrow().name()));
      graph.addNode(node);
      return name;
    }

    private int output(String value) {
      return outputs.computeIfAbsent(value, this::addOutput);
    }

    private int addOutput(String value) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(value));
      return graph.getOutputCount() - 1;
    }

    private String asFloat(String value) {
      String name = importer.freshName();
      graph.addNode(
          NodeProto.newBuilder()
              .setName(name)
              .setOpType("Cast")
              .addInput(value)
              .addOutput(name)
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("to")
                      .setType(AttributeProto.AttributeType.INT)
                      .setI(ElementTypes.FLOAT)));
      return name;
    }

    ModelProto model() {
      return model.proto().toBuilder().setGraph(graph).build();
    }
  }
}
