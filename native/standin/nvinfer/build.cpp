// STAND-IN FOR TESTS: not TensorRT, nothing of NVIDIA's inside; see ../README.md.
#include "nvinfer/build.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace standin {
namespace {

constexpr const char* kWhere = "IBuilder::buildSerializedNetwork";
constexpr const char* kPhase = "Building engine";
constexpr int32_t kSteps = 4;  // the first before the calibration, the others after it
constexpr const char* kInnerPhase = "Timing kernels";
constexpr int32_t kInnerSteps = 5;  // in each of the others

// A thread that is in a build when the library's objects are destroyed has nothing left to stand on.
struct Builds {
  std::atomic<int> running{0};
  ~Builds() {
    if (running.load() == 0) return;
    std::fputs("stand-in: the process ends by exit() during a build\n", stderr);
    std::abort();
  }
};

Builds builds;

struct Running {
  Running() { builds.running.fetch_add(1); }
  ~Running() { builds.running.fetch_sub(1); }
};

}  // namespace

std::optional<std::string> Build::run() {
  const Running running;
  count(Count::builds);
  trace(id_, calibrates() ? "begin " + nameOf(config_.getInt8Calibrator()->getAlgorithm()) : "begin");
  int64_t lines = knobs_[Knob::log_from_thread];
  std::thread talker([this, lines] {
    for (int64_t i = 0; i < lines; ++i) log_.info("Line " + std::to_string(i) + " from a thread of the library");
  });
  if (config_.getProgressMonitor() != nullptr) config_.getProgressMonitor()->phaseStart(kPhase, nullptr, kSteps);
  std::optional<std::string> bytes = build();
  if (config_.getProgressMonitor() != nullptr) config_.getProgressMonitor()->phaseFinish(kPhase);
  talker.join();
  if (bytes && failsNow(Knob::null_plan)) bytes.reset();
  trace(id_, bytes ? "end plan" : "end null");
  return bytes;
}

std::optional<std::string> Build::build() {
  spoilLog();
  if (!inputsAreSound() || !step(kPhase, 0)) return {};
  traceConstraints();
  Calibrated calibrated;
  if (calibrates()) {
    std::optional<Calibrated> result = calibrate();
    if (!result) return {};
    calibrated = *std::move(result);
  } else if (config_.getFlag(nvtables::BuilderFlag::kINT8)) {
    log_.warning("Calibrator is not being used. Tensors need dynamic ranges to run in INT8");
  }
  if (!makeEngine(calibrated.handed)) return {};
  return knobs_[Knob::empty_plan] != 0 ? std::string() : planBytes(plan(std::move(calibrated.scales)));
}

bool Build::inputsAreSound() const {
  if (network_.inputs.empty() || network_.outputs.empty()) {
    log_.misuse(kWhere, "the network has no input or no output");
    return false;
  }
  for (const auto* input : network_.inputs) {
    const Dims dims = (*input)->getDimensions();
    const std::string name = (*input)->getName();
    if (!isDynamic(dims)) continue;
    if (config_.profiles().empty()) {
      log_.misuse(kWhere, "input " + name + text(dims) + " is dynamic, but there is no optimization profile");
      return false;
    }
    std::vector<const Profile*> profiles = config_.profiles();
    if (config_.calibrationProfile() != nullptr) profiles.push_back(config_.calibrationProfile());
    for (const Profile* profile : profiles) {
      for (int which = 0; which < 3; ++which) {
        Dims shape = profile->getDimensions(name.c_str(), static_cast<OptProfileSelector>(which));
        if (fits(shape, dims)) continue;
        log_.misuse(kWhere, "a profile's shape " + text(shape) + " is none of input " + name + text(dims));
        return false;
      }
    }
  }
  return true;
}

bool Build::calibrates() const {
  return config_.getInt8Calibrator() != nullptr && config_.getFlag(nvtables::BuilderFlag::kINT8);
}

const Profile* Build::profileForCalibration() const {
  bool dynamic = false;
  for (const auto* input : network_.inputs) dynamic |= isDynamic((*input)->getDimensions());
  if (!dynamic) return nullptr;
  if (config_.calibrationProfile() != nullptr) return config_.calibrationProfile();
  log_.warning("Calibration Profile is not defined. Calibrating with Profile 0");
  return config_.profiles().front();
}

std::optional<Calibrated> Build::calibrate() {
  IInt8Calibrator& calibrator = *config_.getInt8Calibrator();
  if (!isSound(calibrator, log_, kWhere)) return {};
  log_.info("Starting calibration with " + nameOf(calibrator.getAlgorithm()));
  const Profile* profile = profileForCalibration();
  std::vector<CalibrationInput> inputs;
  for (const auto* input : network_.inputs) {
    Dims dims = (*input)->getDimensions();
    if (isDynamic(dims)) dims = profile->getDimensions((*input)->getName(), OptProfileSelector::kOPT);
    inputs.push_back({(*input)->getName(), (*input)->getType(), dims});
  }
  CalibrationRun calibration(log_, calibrator, id_, knobs_, std::move(inputs), network_.calibratedTensors());
  if (knobs_[Knob::callback_thread] != 1) return calibration.run();
  std::optional<Calibrated> result;
  std::thread([&] { result = calibration.run(); }).join();
  return result;
}

bool Build::makeEngine(const std::vector<Handed>& handed) {
  const bool timed = timedBefore();
  for (int32_t number = 1; number < kSteps; ++number) {
    if (!timed && !timeKernels(number)) return false;
    if (!step(kPhase, number)) return false;
  }
  for (const Handed& each : handed) {
    if (each.unchanged()) continue;
    log_.misuse(kWhere, "what a calibrator handed over has changed before the build was done");
    return false;
  }
  log_.info("Engine generation completed");
  return true;
}

bool Build::timeKernels(int32_t number) {
  const std::string phase = std::string(kInnerPhase) + " " + std::to_string(number);
  IProgressMonitor* monitor = config_.getProgressMonitor();
  if (monitor != nullptr) monitor->phaseStart(phase.c_str(), kPhase, kInnerSteps);
  bool goOn = true;
  for (int32_t inner = 0; goOn && inner < kInnerSteps; ++inner) {
    std::this_thread::sleep_for(std::chrono::milliseconds(knobs_[Knob::engine_ms]) / ((kSteps - 1) * kInnerSteps));
    goOn = step(phase.c_str(), inner);
  }
  if (monitor != nullptr) monitor->phaseFinish(phase.c_str());
  return goOn;
}

bool Build::timedBefore() const {
  TimingCache* cache = config_.timingCache();
  bool all = cache != nullptr;
  for (const auto& layer : network_.layers) {
    const bool known = cache != nullptr && !cache->learn((*layer)->getName());
    if (!known) count(Count::kernels_timed);
    all &= known;
  }
  return all;
}

void Build::traceConstraints() const {
  if (config_.getQuantizationFlag(nvtables::QuantizationFlag::kCALIBRATE_BEFORE_FUSION)) trace(id_, "before fusion");
  const bool obeyed = config_.getFlag(nvtables::BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
  for (const auto& layer : network_.layers) {
    if ((*layer)->precisionIsSet()) trace(id_, std::string((*layer)->getName()) + (obeyed ? " in " : " not in ") + (*layer)->constraint());
  }
}

bool Build::step(const char* phase, int32_t number) {
  if (config_.getProgressMonitor() == nullptr) return true;
  bool goOn = config_.getProgressMonitor()->stepComplete(phase, number) || knobs_[Knob::ignore_stop] != 0;
  if (goOn) return true;  // when TensorRT asks is not known well enough to be traced
  trace(id_, "stepComplete(" + (phase == kPhase ? "" : std::string(phase) + ", ") + std::to_string(number) + ") -> false");
  log_.error(std::string(kWhere) + ": Error Code 7: BuildCanceled");
  return false;
}

Plan Build::plan(Scales scales) const {
  Plan plan{};
  plan.version = knobs_[Knob::version];
  plan.layers = static_cast<int32_t>(network_.layers.size());
  plan.profiles = std::max(1, config_.getNbOptimizationProfiles());
  plan.detailed = config_.getProfilingVerbosity() == nvtables::ProfilingVerbosity::kDETAILED;
  auto add = [&](const KeptTensor* tensor, bool isInput) {
    PlanTensor added{(*tensor)->getName(), isInput, (*tensor)->getType(), (*tensor)->getDimensions(), {}};
    for (const Profile* profile : config_.profiles()) {
      if (!isInput || !isDynamic(added.dims)) break;
      std::array<Dims, 3> shapes{};
      for (int which = 0; which < 3; ++which) {
        shapes[which] = profile->getDimensions(added.name.c_str(), static_cast<OptProfileSelector>(which));
      }
      added.profiles.push_back(shapes);
    }
    plan.tensors.push_back(std::move(added));
  };
  for (const auto* input : network_.inputs) add(input, true);
  for (const auto* output : network_.outputs) add(output, false);
  for (const auto* marked : network_.debugTensors()) {
    plan.debug.push_back({(*marked)->getName(), false, (*marked)->getType(), (*marked)->getDimensions(), {}});
  }
  plan.scales = std::move(scales);
  return plan;
}

void Build::spoilLog() const {
  for (int64_t i = 0; i < knobs_[Knob::log_flood]; ++i) log_.say(Severity::kVERBOSE, "Verbose line " + std::to_string(i));
  if (knobs_[Knob::log_long] > 0) log_.info(std::string(static_cast<size_t>(knobs_[Knob::log_long]), 'x'));
  if (knobs_[Knob::log_null] != 0) log_.logger()->log(Severity::kINFO, nullptr);
  if (knobs_[Knob::log_bad_utf8] != 0) log_.info("bytes that are no UTF-8: \xC3\x28 \xFF \xED\xA0\x80");
  if (knobs_[Knob::log_odd_severity] != 0) log_.say(static_cast<Severity>(99), "a severity that does not exist");
}

}  // namespace standin
