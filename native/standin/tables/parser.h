// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// Tables of the ONNX parser. Plain interfaces: the caller uses the object's own table, and the destructors stand in the middle.
#ifndef STANDIN_TABLES_PARSER_H
#define STANDIN_TABLES_PARSER_H

#include "tables/slots.h"
#include "tables/types.h"

namespace nvtables {

class SubGraphCollection;

class IParser {
  static constexpr const char* kInterface = "IParser";

 public:
  STANDIN_SLOT(bool, parse, (void const*, size_t, char const*))
  STANDIN_SLOT(bool, parseFromFile, (char const*, int))
  STANDIN_SLOT(bool, supportsModel, (void const*, size_t, SubGraphCollection&, char const*))
  STANDIN_SLOT(bool, parseWithWeightDescriptors, (void const*, size_t))
  STANDIN_SLOT(bool, supportsOperator, (char const*) const)
  STANDIN_SLOT(int, getNbErrors, () const)
  STANDIN_SLOT(IParserError const*, getError, (int) const)
  STANDIN_SLOT(void, clearErrors, ())
  virtual ~IParser() noexcept = default;
  STANDIN_SLOT(char const* const*, getUsedVCPluginLibraries, (int64_t&) const)
  STANDIN_SLOT(void, setFlags, (OnnxParserFlags))
  STANDIN_SLOT(OnnxParserFlags, getFlags, () const)
  STANDIN_SLOT(void, clearFlag, (OnnxParserFlag))
  STANDIN_SLOT(void, setFlag, (OnnxParserFlag))
  STANDIN_SLOT(bool, getFlag, (OnnxParserFlag) const)
  STANDIN_SLOT(ITensor const*, getLayerOutputTensor, (char const*, int64_t))
  STANDIN_SLOT(bool, supportsModelV2, (void const*, size_t, char const*))
  STANDIN_SLOT(int64_t, getNbSubgraphs, ())
  STANDIN_SLOT(bool, isSubgraphSupported, (int64_t))
  STANDIN_SLOT(int64_t*, getSubgraphNodes, (int64_t, int64_t&))
  STANDIN_PAST_END
};

class IParserError {
 public:
  virtual ParserErrorCode code() const noexcept = 0;
  virtual char const* desc() const noexcept = 0;
  virtual char const* file() const noexcept = 0;
  virtual int line() const noexcept = 0;
  virtual char const* func() const noexcept = 0;
  virtual int node() const noexcept = 0;
  virtual char const* nodeName() const noexcept = 0;
  virtual char const* nodeOperator() const noexcept = 0;
  virtual char const* const* localFunctionStack() const noexcept = 0;
  virtual int32_t localFunctionStackSize() const noexcept = 0;

 protected:
  virtual ~IParserError() noexcept = default;
};

}  // namespace nvtables

#endif
