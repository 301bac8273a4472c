package dev.trtcal.onnx;

import java.util.HashMap;
import java.util.Map;

/** Matrix products and what follows them in classifiers and attention. */
final class MatrixLowerings {
  private MatrixLowerings() {}

  static Map<String, Lowering> table() {
    Map<String, Lowering> table = new HashMap<>();
    table.put("Gemm", Lowering.single(MatrixLowerings::gemm));
    table.put("MatMul", Lowering.single(MatrixLowerings::matMul));
    table.put("Softmax", Lowering.single(MatrixLowerings::softmax));
    table.put("LogSoftmax", Lowering.single(MatrixLowerings::logSoftmax));
    table.put("Einsum", node -> Lowerings.opaque(node, LayerKind.FOREIGN));
    return table;
  }

  /** alpha * A * B + beta * C, step by step; the rewritten graph does the same. */
  private static NetworkTensor gemm(NodeImport node) {
    float alpha = node.floatAttribute("alpha", 1);
    float beta = node.floatAttribute("beta", 1);
    NetworkTensor a = node.tensor(0);
    NetworkTensor b = node.tensor(1);
    ValueType type = node.outputType(0);
    NetworkTensor product = node.add(LayerKind.MATRIX_MULTIPLY, type, a, b);
    if (alpha == 1 && !node.has(2)) {
      return product;
    }
    node.replace();
    product.value(
        node.inner("Gemm")
            .reads(a)
            .reads(b)
            .with("transA", node.longAttribute("transA", 0))
            .with("transB", node.longAttribute("transB", 0))
            .value());
    NetworkTensor scaled = alpha == 1 ? product : scaled(node, alpha, product);
    String result = node.proto().getOutput(0);
    if (!node.has(2)) {
      node.inner("Identity").reads(scaled).writes(result);
      return scaled;
    }
    NetworkTensor c = node.tensor(2);
    NetworkTensor bias = beta == 1 ? c : scaled(node, beta, c);
    NetworkTensor wide = node.broadcast(bias, product.rank());
    node.inner("Add").reads(scaled).reads(wide).writes(result);
    return node.elementwiseUnnamed(scaled, wide);
  }

  private static NetworkTensor scaled(NodeImport node, float factor, NetworkTensor tensor) {
    NetworkTensor constant =
        node.broadcast(node.madeConstant(factor, tensor.elementType(), 0), tensor.rank());
    NetworkTensor scaled = node.elementwiseUnnamed(constant, tensor);
    return scaled.value(node.inner("Mul").reads(constant).reads(tensor).value());
  }

  private static NetworkTensor matMul(NodeImport node) {
    NetworkTensor a = node.tensor(0);
    NetworkTensor b = node.tensor(1);
    boolean squeezeTail = a.rank() > b.rank() && b.rank() == 1;
    boolean squeezeHead = a.rank() < b.rank() && a.rank() == 1;
    if (squeezeTail) {
      b = node.unsqueezeTensor(b, 1);
    }
    int rank = Math.max(a.rank(), b.rank());
    ValueType type = node.outputType(0);
    NetworkTensor product =
        node.add(LayerKind.MATRIX_MULTIPLY, type, node.broadcast(a, rank), node.broadcast(b, rank));
    if (squeezeHead || squeezeTail) {
      product.value(Value.computed(node.proto().getOutput(0)));
      Layer layer = node.network().shuffle(product, ShapeVector.shapeOf(product));
      return node.network().register(layer, "ONNXTRT_squeezeTensor").output();
    }
    return product;
  }

  /** The softmax itself, on two axes before opset 13. */
  private static NetworkTensor softmaxOf(NodeImport node, NetworkTensor x) {
    if (node.opset() >= 13) {
      return node.addLike(LayerKind.SOFTMAX, x);
    }
    int axis = NodeImport.axis(node.longAttribute("axis", 1), x.rank());
    ShapeVector shape = ShapeVector.shapeOf(x);
    ShapeVector rows = shape.product(node.network(), 0, axis, 1);
    ShapeVector columns = shape.product(node.network(), axis, x.rank(), 1);
    Layer flat = node.network().shuffle(x, rows.concat(node.network(), columns));
    return node.addLike(
        LayerKind.SOFTMAX, node.network().register(flat, "ONNXTRT_flattenTensor").output());
  }

  private static NetworkTensor softmax(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor softmax = softmaxOf(node, x).value(Value.computed(node.proto().getOutput(0)));
    return node.network().shuffle(softmax, ShapeVector.shapeOf(x)).output();
  }

  private static NetworkTensor logSoftmax(NodeImport node) {
    NetworkTensor x = node.tensor(0);
    NetworkTensor softmax = softmaxOf(node, x);
    NetworkTensor log =
        node.addUnnamed(LayerKind.UNARY, softmax.type(), softmax)
            .value(Value.computed(node.proto().getOutput(0)));
    return node.network().shuffle(log, ShapeVector.shapeOf(x)).output();
  }
}
