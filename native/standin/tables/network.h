// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Tables of the network definition, its tensors and its layers, in declared order.
#ifndef STANDIN_TABLES_NETWORK_H
#define STANDIN_TABLES_NETWORK_H

#include "tables/slots.h"
#include "tables/types.h"

namespace nvtables {

class VTensor {
  static constexpr const char* kInterface = "VTensor";

 public:
  virtual ~VTensor() noexcept = default;
  STANDIN_SLOT(void, setName, (char const*))
  STANDIN_SLOT(char const*, getName, () const)
  STANDIN_SLOT(void, setDimensions, (Dims const&))
  STANDIN_SLOT(Dims, getDimensions, () const)
  STANDIN_SLOT(void, setType, (DataType))
  STANDIN_SLOT(DataType, getType, () const)
  STANDIN_SLOT(bool, setDynamicRange, (float, float))
  STANDIN_SLOT(bool, isNetworkInput, () const)
  STANDIN_SLOT(bool, isNetworkOutput, () const)
  STANDIN_SLOT(void, setBroadcastAcrossBatch, (bool))
  STANDIN_SLOT(bool, getBroadcastAcrossBatch, () const)
  STANDIN_SLOT(TensorLocation, getLocation, () const)
  STANDIN_SLOT(void, setLocation, (TensorLocation))
  STANDIN_SLOT(bool, dynamicRangeIsSet, () const)
  STANDIN_SLOT(void, resetDynamicRange, ())
  STANDIN_SLOT(float, getDynamicRangeMin, () const)
  STANDIN_SLOT(float, getDynamicRangeMax, () const)
  STANDIN_SLOT(void, setAllowedFormats, (TensorFormats))
  STANDIN_SLOT(TensorFormats, getAllowedFormats, () const)
  STANDIN_SLOT(bool, isShapeTensor, () const)
  STANDIN_SLOT(bool, isExecutionTensor, () const)
  STANDIN_SLOT(void, setDimensionName, (int32_t, char const*))
  STANDIN_SLOT(char const*, getDimensionName, (int32_t) const)
  STANDIN_PAST_END
};

class VLayer {
  static constexpr const char* kInterface = "VLayer";

 public:
  virtual ~VLayer() noexcept = default;
  STANDIN_SLOT(LayerType, getType, () const)
  STANDIN_SLOT(void, setName, (char const*))
  STANDIN_SLOT(char const*, getName, () const)
  STANDIN_SLOT(int32_t, getNbInputs, () const)
  STANDIN_SLOT(ITensor*, getInput, (int32_t) const)
  STANDIN_SLOT(int32_t, getNbOutputs, () const)
  STANDIN_SLOT(ITensor*, getOutput, (int32_t) const)
  STANDIN_SLOT(void, setInput, (int32_t, ITensor&))
  STANDIN_SLOT(void, setPrecision, (DataType))
  STANDIN_SLOT(DataType, getPrecision, () const)
  STANDIN_SLOT(bool, precisionIsSet, () const)
  STANDIN_SLOT(void, resetPrecision, ())
  STANDIN_SLOT(void, setOutputType, (int32_t, DataType))
  STANDIN_SLOT(DataType, getOutputType, (int32_t) const)
  STANDIN_SLOT(bool, outputTypeIsSet, (int32_t) const)
  STANDIN_SLOT(void, resetOutputType, (int32_t))
  STANDIN_SLOT(void, setMetadata, (char const*))
  STANDIN_SLOT(char const*, getMetadata, () const)
  STANDIN_PAST_END
};

// The part that is the same in every release, then what 10.8.x alone puts in the middle, then the rest. Single inheritance
// lays the tables one behind the other, as if declared in one class.
class VNetworkHead {
  static constexpr const char* kInterface = "VNetworkDefinition";

 public:
  virtual ~VNetworkHead() noexcept = default;
  STANDIN_SLOT(ITensor*, addInput, (char const*, DataType, Dims const&))
  STANDIN_SLOT(void, markOutput, (ITensor&))
  STANDIN_SLOT(IActivationLayer*, addActivation, (ITensor&, ActivationType))
  STANDIN_SLOT(ILRNLayer*, addLRN, (ITensor&, int64_t, float, float, float))
  STANDIN_SLOT(IScaleLayer*, addScale, (ITensor&, ScaleMode, Weights, Weights, Weights))
  STANDIN_SLOT(ISoftMaxLayer*, addSoftMax, (ITensor&))
  STANDIN_SLOT(IConcatenationLayer*, addConcatenation, (ITensor* const*, int32_t))
  STANDIN_SLOT(IElementWiseLayer*, addElementWise, (ITensor&, ITensor&, ElementWiseOperation))
  STANDIN_SLOT(IUnaryLayer*, addUnary, (ITensor&, UnaryOperation))
  STANDIN_SLOT(IShuffleLayer*, addShuffle, (ITensor&))
  STANDIN_SLOT(int32_t, getNbLayers, () const)
  STANDIN_SLOT(ILayer*, getLayer, (int32_t) const)
  STANDIN_SLOT(int32_t, getNbInputs, () const)
  STANDIN_SLOT(ITensor*, getInput, (int32_t) const)
  STANDIN_SLOT(int32_t, getNbOutputs, () const)
  STANDIN_SLOT(ITensor*, getOutput, (int32_t) const)
  STANDIN_SLOT(IReduceLayer*, addReduce, (ITensor&, ReduceOperation, uint32_t, bool))
  STANDIN_SLOT(ITopKLayer*, addTopK, (ITensor&, TopKOperation, int32_t, uint32_t))
  STANDIN_SLOT(IGatherLayer*, addGather, (ITensor&, ITensor&, int32_t))
  STANDIN_SLOT(IRaggedSoftMaxLayer*, addRaggedSoftMax, (ITensor&, ITensor&))
  STANDIN_SLOT(IMatrixMultiplyLayer*, addMatrixMultiply, (ITensor&, MatrixOperation, ITensor&, MatrixOperation))
  STANDIN_SLOT(IConstantLayer*, addConstant, (Dims const&, Weights))
  STANDIN_SLOT(IIdentityLayer*, addIdentity, (ITensor&))
  STANDIN_SLOT(void, removeTensor, (ITensor&))
  STANDIN_SLOT(void, unmarkOutput, (ITensor&))
  STANDIN_SLOT(IPluginV2Layer*, addPluginV2, (ITensor* const*, int32_t, IPluginV2&))
  STANDIN_SLOT(IPluginV3Layer*, addPluginV3, (ITensor* const*, int32_t, ITensor* const*, int32_t, IPluginV3&))
  STANDIN_SLOT(ISliceLayer*, addSlice, (ITensor&, Dims const&, Dims const&, Dims const&))
  STANDIN_SLOT(void, setName, (char const*))
  STANDIN_SLOT(char const*, getName, () const)
  STANDIN_SLOT(IShapeLayer*, addShape, (ITensor&))
  STANDIN_SLOT(bool, hasImplicitBatchDimension, () const)
  STANDIN_SLOT(bool, markOutputForShapes, (ITensor&))
  STANDIN_SLOT(bool, unmarkOutputForShapes, (ITensor&))
  STANDIN_SLOT(IParametricReLULayer*, addParametricReLU, (ITensor&, ITensor&))
  STANDIN_SLOT(IConvolutionLayer*, addConvolutionNd, (ITensor&, int64_t, Dims const&, Weights, Weights))
  STANDIN_SLOT(IPoolingLayer*, addPoolingNd, (ITensor&, PoolingType, Dims const&))
  STANDIN_SLOT(IDeconvolutionLayer*, addDeconvolutionNd, (ITensor&, int64_t, Dims const&, Weights, Weights))
  STANDIN_SLOT(IScaleLayer*, addScaleNd, (ITensor&, ScaleMode, Weights, Weights, Weights, int32_t))
  STANDIN_SLOT(IResizeLayer*, addResize, (ITensor&))
  STANDIN_SLOT(ILoop*, addLoop, ())
  STANDIN_SLOT(ISelectLayer*, addSelect, (ITensor&, ITensor&, ITensor&))
  STANDIN_SLOT(IFillLayer*, addFill, (Dims const&, FillOperation))
  STANDIN_SLOT(IPaddingLayer*, addPaddingNd, (ITensor&, Dims const&, Dims const&))
  STANDIN_SLOT(bool, setWeightsName, (Weights, char const*))
  STANDIN_SLOT(void, setErrorRecorder, (IErrorRecorder*))
  STANDIN_SLOT(IErrorRecorder*, getErrorRecorder, () const)
  STANDIN_SLOT(IDequantizeLayer*, addDequantize, (ITensor&, ITensor&))
  STANDIN_SLOT(IQuantizeLayer*, addQuantize, (ITensor&, ITensor&))
  STANDIN_SLOT(IGatherLayer*, addGatherV2, (ITensor&, ITensor&, GatherMode))
  STANDIN_SLOT(IIfConditional*, addIfConditional, ())
  STANDIN_SLOT(IScatterLayer*, addScatter, (ITensor&, ITensor&, ITensor&, ScatterMode))
  STANDIN_SLOT(IEinsumLayer*, addEinsum, (ITensor* const*, int32_t, char const*))
  STANDIN_SLOT(IAssertionLayer*, addAssertion, (ITensor&, char const*))
  STANDIN_SLOT(IOneHotLayer*, addOneHot, (ITensor&, ITensor&, ITensor&, int32_t))
  STANDIN_SLOT(INonZeroLayer*, addNonZero, (ITensor&))
  STANDIN_SLOT(IGridSampleLayer*, addGridSample, (ITensor&, ITensor&))
  STANDIN_SLOT(INMSLayer*, addNMS, (ITensor&, ITensor&, ITensor&))
  STANDIN_SLOT(IReverseSequenceLayer*, addReverseSequence, (ITensor&, ITensor&))
  STANDIN_SLOT(INormalizationLayer*, addNormalization, (ITensor&, ITensor&, ITensor&, uint32_t))
  STANDIN_SLOT(ICastLayer*, addCast, (ITensor&, DataType))
};

class VNetworkCumulative : public VNetworkHead {
  static constexpr const char* kInterface = "VNetworkDefinition of 10.8";

 public:
  STANDIN_SLOT(ICumulativeLayer*, addCumulative, (ITensor&, ITensor&, CumulativeOperation, bool, bool))
};

template <class Before>
class VNetworkTail : public Before {
  static constexpr const char* kInterface = "VNetworkDefinition";

 public:
  STANDIN_SLOT(IBuilder&, getBuilder, () const)
  STANDIN_SLOT(NetworkDefinitionCreationFlags, getFlags, () const)
  STANDIN_SLOT(bool, getFlag, (NetworkDefinitionCreationFlag) const)
  STANDIN_SLOT(IQuantizeLayer*, addQuantizeV2, (ITensor&, ITensor&, DataType))
  STANDIN_SLOT(IDequantizeLayer*, addDequantizeV2, (ITensor&, ITensor&, DataType))
  STANDIN_SLOT(IFillLayer*, addFillV2, (Dims const&, FillOperation, DataType))
  STANDIN_SLOT(bool, markDebug, (ITensor&))
  STANDIN_SLOT(bool, unmarkDebug, (ITensor&))
  STANDIN_SLOT(bool, isDebugTensor, (ITensor const&) const)
  STANDIN_SLOT(bool, markWeightsRefittable, (char const*))
  STANDIN_SLOT(bool, unmarkWeightsRefittable, (char const*))
  STANDIN_SLOT(bool, areWeightsMarkedRefittable, (char const*) const)
};

class VNetworkDefinition : public VNetworkTail<VNetworkHead> {
  static constexpr const char* kInterface = "VNetworkDefinition";

 public:
  STANDIN_PAST_END
};

class VNetworkDefinition108 : public VNetworkTail<VNetworkCumulative> {
  static constexpr const char* kInterface = "VNetworkDefinition of 10.8";

 public:
  STANDIN_SLOT(ISqueezeLayer*, addSqueeze, (ITensor&, ITensor&))
  STANDIN_SLOT(IUnsqueezeLayer*, addUnsqueeze, (ITensor&, ITensor&))
  STANDIN_SLOT(IDynamicQuantizeLayer*, addDynamicQuantize, (ITensor&, int32_t, int32_t, DataType, DataType))
  STANDIN_PAST_END
};

}  // namespace nvtables

#endif
