// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/cache.h"

#include <cctype>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace standin {
namespace {

constexpr int kBins = 2048;

template <class To, class From>
To bits(From value) {
  static_assert(sizeof(To) == sizeof(From), "the same bits");
  To to;
  std::memcpy(&to, &value, sizeof to);
  return to;
}

const char* suffix(CalibrationAlgoType algorithm) {
  switch (algorithm) {
    case CalibrationAlgoType::kENTROPY:
      return "EntropyCalibration";
    case CalibrationAlgoType::kENTROPY_2:
      return "EntropyCalibration2";
    case CalibrationAlgoType::kMINMAX:
      return "MinMaxCalibration";
    case CalibrationAlgoType::kLEGACY:
      break;
  }
  return "";
}

bool headerFits(const std::string& header, CalibrationAlgoType algorithm, double cutoff, double quantile) {
  if (algorithm == CalibrationAlgoType::kLEGACY) return header == cacheHeader(algorithm, cutoff, quantile);
  // Any version is good.
  if (header.compare(0, 4, "TRT-") != 0) return false;
  size_t end = header.find('-', 4);
  if (end == std::string::npos || end == 4) return false;
  for (size_t i = 4; i < end; ++i) {
    if (std::isdigit(static_cast<unsigned char>(header[i])) == 0) return false;
  }
  return header.substr(end + 1) == suffix(algorithm);
}

// "NAME: HEX", where the name may hold colons itself.
bool parseLine(const std::string& line, std::string& name, float& scale) {
  size_t colon = line.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const char* start = line.c_str() + colon + 1;
  char* end = nullptr;
  uint64_t value = std::strtoull(start, &end, 16);
  if (end == start || *end != '\0' || value > UINT32_MAX) return false;
  name = line.substr(0, colon);
  scale = bits<float>(static_cast<uint32_t>(value));
  return true;
}

template <class T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

std::string cacheHeader(CalibrationAlgoType algorithm, double cutoff, double quantile) {
  char line[96];
  if (algorithm == CalibrationAlgoType::kLEGACY) {
    std::snprintf(line, sizeof line, "0 %" PRIx64 " %" PRIx64, bits<uint64_t>(cutoff), bits<uint64_t>(quantile));
  } else {
    std::snprintf(line, sizeof line, "TRT-%" PRId64 "-%s", knob(Knob::version), suffix(algorithm));
  }
  return line;
}

std::string cacheText(const std::string& header, const Scales& scales) {
  std::string text = header + "\n";
  for (const auto& [name, scale] : scales) {
    char hex[16];
    std::snprintf(hex, sizeof hex, "%" PRIx32, bits<uint32_t>(scale));
    text += name + ": " + hex + "\n";
  }
  return text;
}

ParsedCache parseCache(const std::string& text, CalibrationAlgoType algorithm, double cutoff, double quantile) {
  ParsedCache cache;
  bool first = true;
  bool carriageReturns = false;
  for (size_t start = 0; start < text.size();) {
    size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    std::string line = text.substr(start, end - start);
    start = end + 1;
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
      carriageReturns = true;
    }
    if (first && !headerFits(line, algorithm, cutoff, quantile)) return cache;
    std::string name;
    float scale;
    if (!first && parseLine(line, name, scale)) cache.scales[name] = scale;
    if (line.empty()) cache.emptyLine = true;
    first = false;
  }
  cache.emptyLine |= carriageReturns;
  cache.usable = !cache.scales.empty();
  return cache;
}

std::string histogramBytes(const std::vector<std::pair<std::string, float>>& largest) {
  std::string bytes;
  for (const auto& [name, value] : largest) {
    bytes += name + '\n';
    append(bytes, static_cast<double>(value) / kBins);
    append(bytes, static_cast<double>(value));
    append(bytes, static_cast<double>(value));
    append(bytes, static_cast<int32_t>(kBins));
    append(bytes, static_cast<int64_t>(kBins));
    for (int bin = 0; bin < kBins; ++bin) append(bytes, static_cast<int64_t>(bin == kBins - 1 ? 1 : 0));
  }
  return bytes;
}

std::map<std::string, float> parseHistogram(const std::string& bytes) {
  constexpr size_t kRecord = 3 * sizeof(double) + sizeof(int32_t) + sizeof(int64_t) + kBins * sizeof(int64_t);
  std::map<std::string, float> largest;
  for (size_t start = 0; start < bytes.size();) {
    size_t end = bytes.find('\n', start);
    if (end == std::string::npos || bytes.size() - (end + 1) < kRecord) return {};
    double value;
    int32_t bins;
    std::memcpy(&value, bytes.data() + end + 1 + 2 * sizeof(double), sizeof value);
    std::memcpy(&bins, bytes.data() + end + 1 + 3 * sizeof(double), sizeof bins);
    if (bins != kBins) return {};
    largest[bytes.substr(start, end - start)] = static_cast<float>(value);
    start = end + 1 + kRecord;
  }
  return largest;
}

}  // namespace standin
