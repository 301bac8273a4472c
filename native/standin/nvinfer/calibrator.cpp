// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/calibrator.h"

#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>

namespace standin {
namespace {

struct CalibratorKind {
  const char* kind;
  CalibrationAlgoType algorithm;
  const char* name;
};

// Legacy's kind really is the bare word.
constexpr CalibratorKind kCalibrators[] = {
    {"IInt8Calibrator", CalibrationAlgoType::kLEGACY, "Legacy"},
    {"IInt8EntropyCalibrator", CalibrationAlgoType::kENTROPY, "Entropy"},
    {"IInt8EntropyCalibrator2", CalibrationAlgoType::kENTROPY_2, "Entropy2"},
    {"IInt8MinMaxCalibrator", CalibrationAlgoType::kMINMAX, "MinMax"},
};

bool isVersioned(const nvtables::IVersionedInterface& object, const Log& log, const char* where) {
  auto language = static_cast<int32_t>(object.getAPILanguage());
  if (language != static_cast<int32_t>(nvtables::APILanguage::kCPP)) {
    log.misuse(where, "getAPILanguage answers " + std::to_string(language) + ", not 0 (C++)");
    return false;
  }
  nvtables::InterfaceInfo info = object.getInterfaceInfo();
  if (info.kind == nullptr || info.major != 1 || info.minor != 0) {
    log.misuse(where, "getInterfaceInfo answers version " + std::to_string(info.major) + "." + std::to_string(info.minor) +
                          " of " + (info.kind == nullptr ? "nothing" : info.kind) + ", not 1.0 of an interface");
    return false;
  }
  return true;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

}  // namespace

bool isSound(IInt8Calibrator& calibrator, const Log& log, const char* where) {
  if (!isVersioned(calibrator, log, where)) return false;
  const char* kind = calibrator.getInterfaceInfo().kind;
  for (const CalibratorKind& known : kCalibrators) {
    if (std::strcmp(known.kind, kind) != 0) continue;
    CalibrationAlgoType algorithm = calibrator.getAlgorithm();
    if (algorithm == known.algorithm) return true;
    log.misuse(where, std::string("a calibrator of kind ") + kind + " answers getAlgorithm with " +
                          std::to_string(static_cast<int32_t>(algorithm)));
    return false;
  }
  log.misuse(where, std::string("no calibrator is of kind ") + kind);
  return false;
}

bool isSound(IProgressMonitor& monitor, const Log& log, const char* where) {
  if (!isVersioned(monitor, log, where)) return false;
  const char* kind = monitor.getInterfaceInfo().kind;
  if (std::strcmp(kind, "IProgressMonitor") == 0) return true;
  log.misuse(where, std::string("a progress monitor is not of kind ") + kind);
  return false;
}

std::string nameOf(CalibrationAlgoType algorithm) {
  for (const CalibratorKind& known : kCalibrators) {
    if (known.algorithm == algorithm) return known.name;
  }
  return "unknown";
}

Handed::Handed(const void* data, size_t length) : data_(data), length_(length), digest_(digest()) {}

std::string Handed::bytes() const { return nothing() ? std::string() : std::string(static_cast<const char*>(data_), length_); }

bool Handed::unchanged() const { return digest() == digest_; }

std::string Handed::describe() const { return data_ == nullptr ? "null" : std::to_string(length_) + " bytes"; }

uint64_t Handed::digest() const {
  uint64_t hash = 14695981039346656037u;
  if (nothing()) return hash;
  for (size_t i = 0; i < length_; ++i) hash = (hash ^ static_cast<const unsigned char*>(data_)[i]) * 1099511628211u;
  return hash;
}

void CalibratorCalls::call(const std::function<void()>& callback) {
  count(Count::callbacks);
  if (knobs_[Knob::callback_thread] == 2) {
    std::thread(callback).join();
  } else {
    callback();
  }
}

int32_t CalibratorCalls::batchSize() {
  int32_t size = 0;
  call([&] { size = calibrator_.getBatchSize(); });
  note("getBatchSize -> " + std::to_string(size));
  return size;
}

bool CalibratorCalls::batch(const std::vector<std::string>& inputs, std::vector<void*>& pointers) {
  size_t n = inputs.size();
  bool reversed = knobs_[Knob::reverse_names] != 0;
  // Fresh memory for each call and gone right after it: a callee that keeps a pointer is found out.
  std::vector<std::unique_ptr<char[]>> texts;
  auto names = std::make_unique<const char*[]>(n);
  auto bindings = std::make_unique<void*[]>(n);
  std::string listed;
  for (size_t i = 0; i < n; ++i) {
    std::string name = inputs[reversed ? n - 1 - i : i];
    if (knobs_[Knob::foreign_names] != 0) name = "no_input_of_this_network_" + std::to_string(i);
    texts.push_back(std::make_unique<char[]>(name.size() + 1));
    std::memcpy(texts.back().get(), name.c_str(), name.size() + 1);
    names[i] = knobs_[Knob::null_name] != 0 && i == 0 ? nullptr : texts.back().get();
    listed += (i > 0 ? ", " : "") + name;
  }
  int64_t told = knobs_[Knob::binding_count];
  bool more = false;
  call([&] {
    more = calibrator_.getBatch(knobs_[Knob::null_bindings] != 0 ? nullptr : bindings.get(),
                                knobs_[Knob::null_names] != 0 ? nullptr : names.get(),
                                told < 0 ? static_cast<int32_t>(n) : static_cast<int32_t>(told));
  });
  note("getBatch(" + listed + ") -> " + (more ? "true" : "false"));
  pointers.assign(n, nullptr);
  for (size_t i = 0; i < n; ++i) pointers[reversed ? n - 1 - i : i] = bindings[i];
  return more;
}

Handed CalibratorCalls::readCache() {
  size_t length = 0;
  const void* data = nullptr;
  call([&] { data = calibrator_.readCalibrationCache(length); });
  Handed handed(data, length);
  note("readCalibrationCache -> " + handed.describe());
  return handed;
}

Handed CalibratorCalls::readHistogram() {
  size_t length = 0;
  const void* data = nullptr;
  call([&] { data = legacy().readHistogramCache(length); });
  Handed handed(data, length);
  note("readHistogramCache -> " + handed.describe());
  return handed;
}

void CalibratorCalls::writeCache(const std::string& text) {
  auto write = [this](const void* data, size_t length) { calibrator_.writeCalibrationCache(data, length); };
  if (knobs_[Knob::write_null] != 0) {
    call([&] { write(nullptr, 0); });
    return note("writeCalibrationCache(null)");
  }
  this->write("writeCalibrationCache", write, knobs_[Knob::write_empty] != 0 ? std::string() : text);
  if (knobs_[Knob::write_twice] != 0) this->write("writeCalibrationCache", write, text);
}

void CalibratorCalls::writeHistogram(const std::string& bytes) {
  write("writeHistogramCache",
        [this](const void* data, size_t length) { legacy().writeHistogramCache(data, length); }, bytes);
}

void CalibratorCalls::write(const char* method, const std::function<void(const void*, size_t)>& write,
                            const std::string& bytes) {
  // As for names: a copy that lives for the call.
  auto copy = std::make_unique<char[]>(bytes.size());
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  call([&] { write(copy.get(), bytes.size()); });
  note(std::string(method) + "(" + std::to_string(bytes.size()) + " bytes)");
}

double CalibratorCalls::quantile() {
  double value = 0;
  call([&] { value = legacy().getQuantile(); });
  note("getQuantile -> " + number(value));
  return value;
}

double CalibratorCalls::cutoff() {
  double value = 0;
  call([&] { value = legacy().getRegressionCutoff(); });
  note("getRegressionCutoff -> " + number(value));
  return value;
}

}  // namespace standin
