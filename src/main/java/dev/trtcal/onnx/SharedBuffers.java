package dev.trtcal.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the tensors that are left after fusion lie at the start of a buffer that they share with
 * others. TensorRT measures such a tensor wrongly: on as many values as it has, from the start of
 * the buffer on. The rules and the evidence for them: docs/algorithms.md#shared-buffers.
 */
final class SharedBuffers {
  private final Map<NetworkTensor, List<NetworkTensor>> buffers = new LinkedHashMap<>();
  private final List<NetworkTensor> uncertain = new ArrayList<>();
  private final NetworkGraph graph;
  private final MergedConvolutions merged;
  private final Striding striding;
  private final ShapeValues shapes = new ShapeValues();

  private SharedBuffers(Fusion fusion) {
    graph = fusion.graph();
    merged = new MergedConvolutions(fusion);
    striding = new Striding(fusion);
  }

  static SharedBuffers of(Fusion fusion, List<NetworkTensor> tensors) {
    SharedBuffers shared = new SharedBuffers(fusion);
    tensors.forEach(shared::place);
    return shared;
  }

  /** For each tensor in question what lies in its buffer, side by side along the channels. */
  Map<NetworkTensor, List<NetworkTensor>> buffers() {
    return buffers;
  }

  /** Tensors of which it is not known; they are taken to have a buffer of their own. */
  List<NetworkTensor> uncertain() {
    return uncertain;
  }

  private void place(NetworkTensor tensor) {
    if (tensor.rank() < 2 || tensor.shape().dim(1) <= 0) {
      return;
    }
    Optional<List<NetworkTensor>> convolutions = merged.buffer(tensor);
    if (convolutions.isPresent()) {
      if (convolutions.get().get(0) == tensor) {
        buffers.put(tensor, convolutions.get());
      }
    } else if (isChannelSlice(tensor)) {
      placeSlice(tensor);
    } else if (startsConcatenation(tensor)) {
      placeOperand(tensor);
    }
  }

  /** A slice is a view of what it is cut from, if all that reads it can read a view. */
  private void placeSlice(NetworkTensor tensor) {
    Layer slice = tensor.producer().orElseThrow();
    NetworkTensor from = slice.inputs().get(0);
    Optional<Boolean> first = startsAtFirstChannel(slice);
    if (first.isPresent() && !first.get()) {
      return;
    }
    boolean alone = graph.consumers(from).stream().noneMatch(SharedBuffers::isConcatenation);
    if (first.isPresent() && alone && isMovable(from) && striding.isRead(tensor)) {
      buffers.put(tensor, List.of(from));
    } else {
      uncertain.add(tensor);
    }
  }

  /** Whether channels are cut out from 0 on in steps of one; empty where it is not known. */
  private Optional<Boolean> startsAtFirstChannel(Layer slice) {
    NodeImport node = slice.origin().orElseThrow();
    if (node.operator().equals("Split")) {
      return Optional.of(slice.output().name().equals(node.proto().getOutput(0)));
    }
    if (!node.operator().equals("Slice") || node.opset() < 10) {
      return Optional.empty();
    }
    boolean channels =
        shapes
            .input(node, 3)
            .filter(axes -> axes.length == 1 && (axes[0] == 1 || axes[0] == -3))
            .isPresent();
    boolean everyOne =
        !node.has(4)
            || shapes
                .input(node, 4)
                .filter(steps -> steps.length == 1 && steps[0] == 1)
                .isPresent();
    return channels && everyOne
        ? shapes.input(node, 1).filter(starts -> starts.length == 1).map(starts -> starts[0] == 0)
        : Optional.empty();
  }

  /**
   * TensorRT removes Concats from the last one to the first. The one that it comes to first takes
   * an operand into its buffer, the others copy it.
   */
  private void placeOperand(NetworkTensor tensor) {
    Layer last =
        graph.consumers(tensor).stream()
            .filter(SharedBuffers::isConcatenation)
            .reduce((before, after) -> after)
            .orElseThrow();
    if (last.inputs().indexOf(tensor) != 0 || striding.isPacked(tensor)) {
      return;
    }
    boolean nested =
        graph.consumers(last.output()).stream().anyMatch(SharedBuffers::isConcatenation);
    if (last.inputs().lastIndexOf(tensor) == 0
        && isAlongChannels(last)
        && !nested
        && isMovable(tensor)
        && striding.isWritten(tensor)
        && striding.isRead(tensor)) {
      buffers.put(tensor, List.of(last.output()));
    } else {
      uncertain.add(tensor);
    }
  }

  /** Whether a tensor may be anywhere in memory: it is no view, and nobody outside expects it. */
  private boolean isMovable(NetworkTensor tensor) {
    return tensor.producer().filter(layer -> layer.kind() != LayerKind.SLICE).isPresent()
        && tensor.elementType() == ElementTypes.FLOAT
        && !graph.isOutput(tensor)
        && merged.buffer(tensor).isEmpty();
  }

  private boolean startsConcatenation(NetworkTensor tensor) {
    return graph.consumers(tensor).stream()
        .anyMatch(layer -> isConcatenation(layer) && layer.inputs().get(0) == tensor);
  }

  private static boolean isConcatenation(Layer layer) {
    return layer.kind() == LayerKind.CONCATENATION;
  }

  private static boolean isAlongChannels(Layer concatenation) {
    int rank = concatenation.output().rank();
    return concatenation
        .origin()
        .filter(node -> NodeImport.axis(node.longAttribute("axis", 0), rank) == 1)
        .filter(node -> concatenation.output().shape().dim(1) > 0)
        .isPresent();
  }

  private static boolean isChannelSlice(NetworkTensor tensor) {
    return tensor.rank() == 4
        && tensor
            .producer()
            .filter(layer -> layer.kind() == LayerKind.SLICE)
            .map(layer -> layer.inputs().get(0))
            .filter(from -> from.rank() == 4 && from.shape().dim(1) > tensor.shape().dim(1))
            .isPresent();
  }
}
