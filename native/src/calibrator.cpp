#include "calibrator.hpp"

#include "failure.hpp"

namespace {

using trtcal::CalibratorAnswers;

// One of TensorRT's calibrator interfaces, answered by C functions.
template <class Interface>
class Forwarder : public Interface {
 public:
  explicit Forwarder(CalibratorAnswers& answers) : answers_(answers) {}

  int32_t getBatchSize() const noexcept override { return answers_.batch_size(); }

  bool getBatch(void** bindings, const char** names, int32_t count) noexcept override {
    return answers_.batch(bindings, names, count);
  }

  const void* readCalibrationCache(size_t& length) noexcept override {
    return answers_.read(answers_.callbacks().read_cache, "read_cache", length);
  }

  void writeCalibrationCache(const void* data, size_t length) noexcept override {
    answers_.write(answers_.callbacks().write_cache, "write_cache", data, length);
  }

 protected:
  CalibratorAnswers& answers_;
};

using EntropyForwarder = Forwarder<trtcal::abi::IInt8EntropyCalibrator>;
using Entropy2Forwarder = Forwarder<trtcal::abi::IInt8EntropyCalibrator2>;
using MinMaxForwarder = Forwarder<trtcal::abi::IInt8MinMaxCalibrator>;

class LegacyForwarder final : public Forwarder<trtcal::abi::IInt8LegacyCalibrator> {
 public:
  using Forwarder::Forwarder;

  double getQuantile() const noexcept override { return answers_.callbacks().quantile; }
  double getRegressionCutoff() const noexcept override { return answers_.callbacks().cutoff; }

  const void* readHistogramCache(size_t& length) noexcept override {
    return answers_.read(answers_.callbacks().read_histogram, "read_histogram", length);
  }

  void writeHistogramCache(const void* data, size_t length) noexcept override {
    answers_.write(answers_.callbacks().write_histogram, "write_histogram", data, length);
  }
};

std::unique_ptr<trtcal::abi::IInt8Calibrator> make_forwarder(int32_t algorithm, CalibratorAnswers& answers) {
  switch (algorithm) {
    case TRTCAL_LEGACY: return std::make_unique<LegacyForwarder>(answers);
    case TRTCAL_ENTROPY: return std::make_unique<EntropyForwarder>(answers);
    case TRTCAL_ENTROPY_2: return std::make_unique<Entropy2Forwarder>(answers);
    case TRTCAL_MINMAX: return std::make_unique<MinMaxForwarder>(answers);
    default:
      throw trtcal::Failure(TRTCAL_INVALID_ARGUMENT, "algorithm " + std::to_string(algorithm) + " is not 0 to 3");
  }
}

}  // namespace

trtcal_calibrator::trtcal_calibrator(int32_t algorithm, const trtcal_calibrator_callbacks& callbacks)
    : answers(callbacks), forwarder(make_forwarder(algorithm, answers)) {}

int32_t trtcal_calibrator_create(int32_t algorithm, const trtcal_calibrator_callbacks* callbacks,
                                 trtcal_calibrator** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const trtcal_calibrator_callbacks& given = trtcal::required(callbacks, "callbacks");
    trtcal::required(out, "out");
    trtcal::require(given.batch_size != nullptr, "batch_size is NULL");
    trtcal::require(given.get_batch != nullptr, "get_batch is NULL");
    trtcal::require(given.read_cache != nullptr, "read_cache is NULL");
    trtcal::require(given.write_cache != nullptr, "write_cache is NULL");
    if (algorithm == TRTCAL_LEGACY) {
      trtcal::require(given.quantile >= 0 && given.quantile <= 1, "quantile is not 0 to 1");
      trtcal::require(given.cutoff >= 0 && given.cutoff <= 1, "cutoff is not 0 to 1");
    }
    *out = new trtcal_calibrator(algorithm, given);
  });
}

void trtcal_calibrator_destroy(trtcal_calibrator* calibrator) { delete calibrator; }
