package dev.trtcal.onnx;

import java.util.Set;

/** Which operators there are, so that a model with others is refused with all of them named. */
final class OperatorCatalog {
  /** Every operator of the default domain up to opset 27, in any version. */
  private static final Set<String> STANDARD =
      Set.of(
          """
          Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention
          AveragePool BatchNormalization Bernoulli BitCast BitShift BitwiseAnd BitwiseNot
          BitwiseOr BitwiseXor BlackmanWindow Cast CastLike CausalConvWithState Ceil Celu
          CenterCropPad Clip Col2Im Compress Concat ConcatFromSequence Constant ConstantOfShape
          Conv ConvInteger ConvTranspose Cos Cosh CumProd CumSum DFT DeformConv DepthToSpace
          DequantizeLinear Det Div Dropout DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand
          EyeLike Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool
          GlobalLpPool GlobalMaxPool Greater GreaterOrEqual GridSample GroupNormalization
          HammingWindow HannWindow HardSigmoid HardSwish Hardmax Identity If ImageDecoder
          InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual
          LinearAttention Log LogSoftmax Loop LpNormalization LpPool MatMul MatMulInteger Max
          MaxPool MaxRoiPool MaxUnpool Mean MeanVarianceNormalization MelWeightMatrix Min Mish Mod
          Mul Multinomial Neg NegativeLogLikelihoodLoss NonMaxSuppression NonZero Not OneHot
          Optional OptionalGetElement OptionalHasElement Or PRelu Pad Pow QLinearConv
          QLinearMatMul QuantizeLinear RMSNormalization RNN RandomNormal RandomNormalLike
          RandomUniform RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum
          ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare
          RegexFullMatch Relu Reshape Resize ReverseSequence RoiAlign RotaryEmbedding Round STFT
          Scan Scatter ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty
          SequenceErase SequenceInsert SequenceLength SequenceMap Shape Shrink Sigmoid Sign Sin
          Sinh Size Slice Softmax SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split
          SplitToSequence Sqrt Squeeze StringConcat StringNormalizer StringSplit Sub Sum SwiGLU
          Swish Tan Tanh TensorScatter TfIdfVectorizer ThresholdedRelu Tile TopK Transpose Trilu
          Unique Unsqueeze Upsample Where Xor
          """
              .strip()
              .split("\\s+"));

  /** Domains whose operators ONNX Runtime may know; it refuses those that it does not. */
  private static final Set<String> FOREIGN =
      Set.of("ai.onnx.ml", "ai.onnx.preview", "com.microsoft", "org.pytorch.aten");

  private OperatorCatalog() {}

  /** Whether the domain is ONNX's own, which files name in two ways. */
  static boolean isDefaultDomain(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** Whether an operator is known, or its domain is one that others answer for. */
  static boolean knows(String domain, String operator) {
    return isDefaultDomain(domain) ? STANDARD.contains(operator) : FOREIGN.contains(domain);
  }
}
