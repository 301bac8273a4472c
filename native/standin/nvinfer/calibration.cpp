// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/calibration.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "control/memory.h"

namespace standin {

float factorOf(const std::string& name) {
  uint32_t hash = 2166136261u;
  for (unsigned char c : name) hash = (hash ^ c) * 16777619u;
  return 0.5f + static_cast<float>(hash % 256) / 64.0f;
}

bool CalibrationRun::failsAt(int step) const {
  if (knobs_[Knob::fail_build_at] != step) return false;
  log_.error("IBuilder::buildSerializedNetwork: Error Code 2: Internal Error (told to fail at step " +
             std::to_string(step) + ")");
  return true;
}

void CalibrationRun::askParameters() {
  cutoff_ = calls_.cutoff();
  quantile_ = calls_.quantile();
}

std::optional<Calibrated> CalibrationRun::run() {
  if (failsAt(1)) return {};
  if (knobs_[Knob::skip_batch_size] == 0) calls_.batchSize();
  if (failsAt(2)) return {};

  Calibrated result;
  Handed first;
  if (knobs_[Knob::skip_first_read] == 0) first = calls_.readCache();
  for (int64_t i = 0; i < knobs_[Knob::extra_reads]; ++i) result.handed.push_back(calls_.readCache());
  result.handed.push_back(first);
  if (failsAt(3)) return {};
  if (isLegacy()) askParameters();

  ParsedCache cache = parseCache(first.bytes(), algorithm_, cutoff_, quantile_);
  if (cache.emptyLine) log_.warning("Empty line in the calibration cache");
  if (cache.usable) {
    log_.info("Calibration cache is used, no batch is asked for");
    result.scales = cachedScales(cache);
  } else if (!measure(result.scales)) {
    return {};
  }
  if (failsAt(4)) return {};

  Handed second;
  if (knobs_[Knob::skip_second_read] == 0) second = calls_.readCache();
  result.handed.push_back(second);
  if (failsAt(5)) return {};
  if (!cache.usable && second.nothing() && knobs_[Knob::drop_cache] == 0) {
    calls_.writeCache(cacheText(cacheHeader(algorithm_, cutoff_, quantile_), result.scales));
  }
  if (failsAt(6)) return {};
  return result;
}

bool CalibrationRun::measure(Scales& scales) {
  std::map<std::string, float> kept;
  Handed histogram;
  if (isLegacy()) {
    histogram = calls_.readHistogram();
    kept = parseHistogram(histogram.bytes());
  }
  if (kept.empty() && !readBatches()) return false;
  if (isLegacy()) askParameters();
  std::this_thread::sleep_for(std::chrono::milliseconds(knobs_[Knob::search_ms]));
  scales = measuredScales();
  for (auto& [name, scale] : scales) {
    auto found = kept.find(name);
    if (found != kept.end()) scale = found->second / 127.0f;
  }
  if (isLegacy()) {
    std::vector<std::pair<std::string, float>> largest;
    for (const auto& [name, scale] : scales) {
      auto found = kept.find(name);
      auto input = largest_.find(name);
      float value = found != kept.end() ? found->second : input != largest_.end() ? input->second : scale * 127.0f;
      largest.emplace_back(name, value);
    }
    calls_.writeHistogram(histogramBytes(largest));
  }
  return true;
}

bool CalibrationRun::readBatches() {
  std::vector<std::string> names;
  for (const auto& input : inputs_) names.push_back(input.name);
  std::vector<void*> pointers;
  int64_t batches = 0;
  bool ended = false;
  if (knobs_[Knob::never_get_batch] != 0) return true;
  while (knobs_[Knob::max_batches] == 0 || batches < knobs_[Knob::max_batches]) {
    if (!calls_.batch(names, pointers)) {
      ended = true;
      break;
    }
    if (!readBatch(pointers)) return false;
    ++batches;
    count(Count::batches);
    std::this_thread::sleep_for(std::chrono::milliseconds(knobs_[Knob::batch_ms]));
  }
  for (int64_t i = 0; ended && i < knobs_[Knob::get_batch_after_false]; ++i) calls_.batch(names, pointers);
  if (batches == 0) {
    log_.error("Calibration failure occurred with no scaling factors detected.");
    return false;
  }
  log_.info("Calibrated over " + std::to_string(batches) + " batches");
  return true;
}

bool CalibrationRun::readBatch(const std::vector<void*>& pointers) {
  const char* where = "IExecutionContext::executeV2";
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const CalibrationInput& input = inputs_[i];
    if (pointers[i] == nullptr) {
      log_.misuse(where, "the binding of " + input.name + " is null");
      return false;
    }
    int64_t elements = volume(input.dims);
    // As measured on TensorRT 10.6: while it calibrates it takes halves for floats.
    const DataType type = input.type == DataType::kHALF ? DataType::kFLOAT : input.type;
    int64_t bytes = elements * elementBytes(type);
    Span span = locate(pointers[i], static_cast<size_t>(bytes));
    if (span.place == Place::unknown) {
      count(Count::unknown_pointers);
      if (knobs_[Knob::require_device_memory] != 0) {
        log_.misuse(where, "the binding of " + input.name + " is no device memory");
        return false;
      }
    }
    if (!span.fits) {
      count(Count::short_buffers);
      log_.error(std::string(where) + ": Error Code 1: Cuda Runtime (an illegal memory access was encountered: " +
                 input.name + text(input.dims) + " needs " + std::to_string(bytes) + " bytes)");
      return false;
    }
    count(Count::bytes_read, bytes);
    float& largest = largest_[input.name];
    for (int64_t k = 0; k < elements; ++k) {
      auto magnitude = static_cast<float>(std::fabs(element(pointers[i], type, k)));
      if (magnitude > largest) largest = magnitude;  // false for a NaN
    }
  }
  return true;
}

Scales CalibrationRun::measuredScales() const {
  float overall = 0;
  for (const auto& input : inputs_) {
    auto found = largest_.find(input.name);
    if (found != largest_.end() && isFloatingPoint(input.type)) overall = std::max(overall, found->second);
  }
  Scales scales;
  for (const auto& name : tensors_) {
    auto found = largest_.find(name);
    bool isInput = std::any_of(inputs_.begin(), inputs_.end(), [&](const auto& input) { return input.name == name; });
    float largest = isInput ? (found == largest_.end() ? 0 : found->second) : overall;
    scales.emplace_back(name, isInput ? largest / 127.0f : largest / 127.0f * factorOf(name));
  }
  return scales;
}

Scales CalibrationRun::cachedScales(const ParsedCache& cache) const {
  Scales scales;
  for (const auto& name : tensors_) {
    auto found = cache.scales.find(name);
    if (found != cache.scales.end()) {
      scales.emplace_back(name, found->second);
    } else {
      log_.warning("Missing scale and zero-point for tensor " + name + ": it stays in floating point");
    }
  }
  return scales;
}

}  // namespace standin
