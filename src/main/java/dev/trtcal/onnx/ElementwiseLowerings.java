package dev.trtcal.onnx;

import dev.trtcal.onnx.NodeImport.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operators that work value by value. */
final class ElementwiseLowerings {
  private ElementwiseLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    for (String operator :
        List.of(
            "Relu",
            "Sigmoid",
            "Tanh",
            "LeakyRelu",
            "Elu",
            "Selu",
            "Softplus",
            "Softsign",
            "HardSigmoid",
            "ThresholdedRelu",
            "ScaledTanh",
            "ParametricSoftplus",
            "Gelu")) {
      table.put(
          operator, Lowering.single(node -> node.addLike(LayerKind.ACTIVATION, node.tensor(0))));
    }
    for (String operator :
        List.of(
            "Abs",
            "Acos",
            "Acosh",
            "Asin",
            "Asinh",
            "Atan",
            "Atanh",
            "Ceil",
            "Cos",
            "Cosh",
            "Erf",
            "Exp",
            "Floor",
            "Log",
            "Neg",
            "Not",
            "Reciprocal",
            "Round",
            "Sign",
            "Sin",
            "Sinh",
            "Sqrt",
            "Tan")) {
      table.put(operator, Lowering.single(node -> node.addLike(LayerKind.UNARY, node.tensor(0))));
    }
    table.put(
        "IsNaN",
        Lowering.single(
            node -> {
              NetworkTensor x = node.tensor(0);
              return node.add(LayerKind.UNARY, new ValueType(ElementTypes.BOOL, x.shape()), x);
            }));
    for (String operator : List.of("Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor")) {
      table.put(operator, Lowering.single(node -> pairwise(node, operator, false)));
    }
    for (String operator : List.of("Max", "Min", "Sum")) {
      table.put(operator, node -> variadic(node, operator.equals("Sum") ? "Add" : operator));
    }
    for (String operator : List.of("Equal", "Greater", "Less")) {
      table.put(operator, Lowering.single(ElementwiseLowerings::comparison));
    }
    table.put("GreaterOrEqual", Lowering.single(ElementwiseLowerings::comparisonOrEqual));
    table.put("LessOrEqual", Lowering.single(ElementwiseLowerings::comparisonOrEqual));
    table.put("Mean", Lowering.single(ElementwiseLowerings::mean));
    table.put("Mod", Lowering.single(ElementwiseLowerings::mod));
    table.put("PRelu", Lowering.single(ElementwiseLowerings::prelu));
    table.put("HardSwish", Lowering.single(ElementwiseLowerings::hardSwish));
    table.put("Mish", Lowering.single(ElementwiseLowerings::mish));
    table.put("Celu", Lowering.single(ElementwiseLowerings::celu));
    table.put("Clip", Lowering.single(ElementwiseLowerings::clip));
    table.put("Where", Lowering.single(ElementwiseLowerings::where));
    table.put("Cast", Lowering.single(ElementwiseLowerings::cast));
    return table;
  }

  private static int rank(NodeImport node) {
    int rank = 0;
    for (int i = 0; i < node.inputCount(); i++) {
      rank = Math.max(rank, node.input(i).type().shape().rank());
    }
    return rank;
  }

  private static List<NetworkTensor> operands(NodeImport node) {
    int rank = rank(node);
    List<NetworkTensor> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      operands.add(node.broadcast(node.tensor(i), rank));
    }
    return operands;
  }

  /** Combines the inputs from left to right; what lies between are inner tensors. */
  private static NetworkTensor pairwise(NodeImport node, String operator, boolean lastIsInner) {
    List<NetworkTensor> operands = operands(node);
    NetworkTensor combined = operands.get(0);
    for (int i = 1; i < operands.size(); i++) {
      NetworkTensor left = combined;
      NetworkTensor right = operands.get(i);
      combined = node.elementwise(left, right);
      if (i < operands.size() - 1 || lastIsInner) {
        combined.value(inner(node, operator, left, right));
      }
    }
    return combined;
  }

  private static List<Operand> variadic(NodeImport node, String operator) {
    if (node.inputCount() == 1) {
      return List.of(node.identity(Operand.of(node.tensor(0))));
    }
    return List.of(Operand.of(pairwise(node, operator, false)));
  }

  /** Only floating tensors are observed, so only they need a node that computes them. */
  private static Optional<Value> inner(
      NodeImport node, String operator, NetworkTensor left, NetworkTensor right) {
    return ElementTypes.isFloating(left.elementType())
        ? Optional.of(node.inner(operator).reads(left).reads(right).value())
        : Optional.empty();
  }

  private static NetworkTensor comparison(NodeImport node) {
    List<NetworkTensor> operands = operands(node);
    return node.compare(operands.get(0), operands.get(1));
  }

  private static NetworkTensor comparisonOrEqual(NodeImport node) {
    NetworkTensor a = node.tensor(0);
    NetworkTensor b = node.tensor(1);
    int rank = Math.max(a.rank(), b.rank());
    NetworkTensor first = node.compare(node.broadcast(a, rank), node.broadcast(b, rank));
    NetworkTensor equal = node.compare(node.broadcast(a, rank), node.broadcast(b, rank));
    return node.elementwise(first, equal);
  }

  private static NetworkTensor mean(NodeImport node) {
    NetworkTensor sum = pairwise(node, "Add", true);
    NetworkTensor share = node.madeConstant(1f / node.inputCount(), sum.elementType(), sum.rank());
    return node.elementwiseUnnamed(sum, share);
  }

  private static NetworkTensor mod(NodeImport node) {
    NetworkTensor a = node.tensor(0);
    NetworkTensor b = node.tensor(1);
    if (!ElementTypes.isInteger(a.elementType())) {
      node.note("its inner tensors are not known; its outputs are observed");
    }
    int rank = Math.max(a.rank(), b.rank());
    NetworkTensor x = node.broadcast(a, rank);
    NetworkTensor y = node.broadcast(b, rank);
    NetworkTensor product = node.elementwiseUnnamed(y, node.elementwiseUnnamed(x, y));
    return node.elementwise(x, product);
  }

  private static NetworkTensor prelu(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor slope = node.tensor(1);
    int rank = Math.max(x.rank(), slope.rank());
    return node.add(
        LayerKind.PARAMETRIC_RELU, x.type(), node.broadcast(x, rank), node.broadcast(slope, rank));
  }

  /** x times a hard sigmoid of x. */
  private static NetworkTensor hardSwish(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor gate = node.addLike(LayerKind.ACTIVATION, x);
    gate.value(node.inner("HardSigmoid").reads(x).with("alpha", 1f / 6).with("beta", 0.5f).value());
    return node.elementwise(x, gate);
  }

  /** x times tanh(softplus(x)). */
  private static NetworkTensor mish(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor softplus = node.addLike(LayerKind.ACTIVATION, x);
    softplus.value(node.inner("Softplus").reads(x).value());
    NetworkTensor tanh = node.addLike(LayerKind.ACTIVATION, softplus);
    tanh.value(node.inner("Tanh").reads(softplus).value());
    return node.elementwise(x, tanh);
  }

  /** max(0, x) + min(0, alpha * (exp(x / alpha) - 1)). */
  private static NetworkTensor celu(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    List<Weights> made =
        List.of(
            node.madeWeights(0, x.elementType()),
            node.madeWeights(1, x.elementType()),
            node.madeWeights(node.floatAttribute("alpha", 1), x.elementType()));
    List<NetworkTensor> wide = new ArrayList<>();
    for (Weights weights : made) {
      wide.add(node.broadcast(node.madeTensor(weights), x.rank()));
    }
    NetworkTensor zero = wide.get(0);
    NetworkTensor one = wide.get(1);
    NetworkTensor alpha = wide.get(2);
    NetworkTensor quotient = innerPair(node, "Div", x, alpha);
    NetworkTensor power = node.addLike(LayerKind.UNARY, quotient);
    power.value(node.inner("Exp").reads(quotient).value());
    NetworkTensor positive = innerPair(node, "Max", x, zero);
    NetworkTensor less = innerPair(node, "Sub", power, one);
    NetworkTensor scaled = innerPair(node, "Mul", alpha, less);
    NetworkTensor negative = innerPair(node, "Min", zero, scaled);
    return node.elementwise(positive, negative);
  }

  private static NetworkTensor innerPair(
      NodeImport node, String operator, NetworkTensor left, NetworkTensor right) {
    NetworkTensor result = node.elementwise(left, right);
    return result.value(inner(node, operator, left, right));
  }

  /** Constant bounds are parameters of an activation; others make two element-wise layers. */
  private static NetworkTensor clip(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    boolean activation = ElementTypes.isFloating(x.elementType());
    for (int i = 1; i < node.inputCount(); i++) {
      activation &= node.isWeights(i);
    }
    if (activation) {
      return node.addLike(LayerKind.ACTIVATION, x);
    }
    NetworkTensor low = bound(node, 1, x, -Float.MAX_VALUE);
    NetworkTensor high = bound(node, 2, x, Float.MAX_VALUE);
    NetworkTensor from = node.broadcast(low, x.rank());
    NetworkTensor to = node.broadcast(high, x.rank());
    NetworkTensor lower = node.elementwiseUnnamed(x, from);
    lower.value(inner(node, "Max", x, from));
    return node.elementwiseUnnamed(lower, to);
  }

  private static NetworkTensor bound(NodeImport node, int input, NetworkTensor x, float otherwise) {
    return node.has(input) ? node.tensor(input) : node.madeConstant(otherwise, x.elementType(), 0);
  }

  private static NetworkTensor where(NodeImport node) {
    NetworkTensor condition = node.tensor(0);
    NetworkTensor x = node.tensor(1);
    NetworkTensor y = node.tensor(2);
    int rank = rank(node);
    NetworkTensor wideX = node.broadcast(x, rank);
    NetworkTensor wideY = node.broadcast(y, rank);
    NetworkTensor wideCondition = node.broadcast(condition, rank);
    ValueType type = new ValueType(x.elementType(), node.outputType(0).shape());
    return node.add(LayerKind.SELECT, type, wideCondition, wideX, wideY);
  }

  private static NetworkTensor cast(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    int to = (int) node.longAttribute("to", ElementTypes.FLOAT);
    return node.add(LayerKind.CAST, new ValueType(to, x.shape()), x);
  }
}
