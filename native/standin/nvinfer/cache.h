// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
// The calibration cache's text and Legacy's histogram records.
#ifndef STANDIN_NVINFER_CACHE_H
#define STANDIN_NVINFER_CACHE_H

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nvinfer/calibrator.h"

namespace standin {

using Scales = std::vector<std::pair<std::string, float>>;

// "TRT-100600-MinMaxCalibration", or Legacy's "0 CUTOFF QUANTILE" with the doubles' bits in hex.
std::string cacheHeader(CalibrationAlgoType algorithm, double cutoff, double quantile);
std::string cacheText(const std::string& header, const Scales& scales);

struct ParsedCache {
  bool usable = false;      // the right header and at least one scale
  bool emptyLine = false;   // CR LF line ends leave one
  std::map<std::string, float> scales;
};
ParsedCache parseCache(const std::string& text, CalibrationAlgoType algorithm, double cutoff, double quantile);

// Records of 2048 bins. The stand-in counts each tensor's largest value alone, in the last bin.
std::string histogramBytes(const std::vector<std::pair<std::string, float>>& largest);
// Each tensor's largest value; empty when the bytes are no records.
std::map<std::string, float> parseHistogram(const std::string& bytes);

}  // namespace standin

#endif
