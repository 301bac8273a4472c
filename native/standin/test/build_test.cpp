// STAND-IN FOR TESTS; see ../README.md. Builds with each kind of calibrator, caches, refusals.
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <thread>

#include "test/user.h"

using namespace user;

namespace {

float data[12] = {1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12.7f};

void walksAMinMaxBuildInTensorRtsOrder() {
  standin_reset();
  Session session(model::onnx(2));
  CHECK(session.parsed);
  auto calibrator = minMax();
  calibrator->data = data;
  CHECK(!session.build(calibrator.get()).empty());
  CHECK(traced() ==
        "1 begin MinMax\n1 getBatchSize -> 2\n1 readCalibrationCache -> null\n1 getBatch(x) -> true\n"
        "1 getBatch(x) -> true\n1 getBatch(x) -> false\n1 readCalibrationCache -> null\n"
        "1 writeCalibrationCache(65 bytes)\n1 end plan\n");
  // 12.7 / 127, and two tensors with factors of their names.
  CHECK(calibrator->written.rfind("TRT-100600-MinMaxCalibration\nx: 3dcccccd\nc: ", 0) == 0);

  auto again = minMax();
  again->cache = calibrator->written;
  CHECK(!session.build(again.get()).empty());
  CHECK(again->given == 0 && again->written.empty());
}

void writesEachAlgorithmsHeader() {
  standin_reset();
  Session session(model::onnx(2));
  Plain entropy("IInt8EntropyCalibrator", CalibrationAlgoType::kENTROPY);
  Plain entropy2("IInt8EntropyCalibrator2", CalibrationAlgoType::kENTROPY_2);
  Legacy legacy;
  entropy.data = entropy2.data = legacy.data = data;
  CHECK(!session.build(&entropy).empty() && !session.build(&entropy2).empty());
  CHECK(entropy.written.rfind("TRT-100600-EntropyCalibration\n", 0) == 0);
  CHECK(entropy2.written.rfind("TRT-100600-EntropyCalibration2\n", 0) == 0);
  standin_reset();
  CHECK(!session.build(&legacy).empty());
  CHECK(legacy.written.rfind("0 3ff0000000000000 3fefff2e48e8a71e\nx: 3dcccccd\n", 0) == 0);
  CHECK(traced() ==
        "1 begin Legacy\n1 getBatchSize -> 2\n1 readCalibrationCache -> null\n1 getRegressionCutoff -> 1\n"
        "1 getQuantile -> 0.9999\n1 readHistogramCache -> null\n1 getBatch(x) -> true\n"
        "1 getBatch(x) -> true\n1 getBatch(x) -> false\n1 getRegressionCutoff -> 1\n"
        "1 getQuantile -> 0.9999\n1 writeHistogramCache(49266 bytes)\n1 readCalibrationCache -> null\n"
        "1 writeCalibrationCache(72 bytes)\n1 end plan\n");
  Legacy fromHistogram;
  fromHistogram.histogram = legacy.writtenHistogram;
  CHECK(!session.build(&fromHistogram).empty());
  CHECK(fromHistogram.given == 0 && fromHistogram.written == legacy.written);
}

void calibratesAgainAndDoesNotWriteOverAForeignCache() {
  standin_reset();
  Session session(model::onnx(2));
  for (const char* cache : {"TRT-100600-EntropyCalibration2\nx: 3dcccccd\n", "TRT-100600-MinMaxCalibration\n", "junk"}) {
    auto calibrator = minMax();
    calibrator->data = data;
    calibrator->cache = cache;
    CHECK(!session.build(calibrator.get()).empty());
    CHECK(calibrator->given == 2 && calibrator->written.empty());
  }
}

void refusesWhatTensorRtRefuses() {
  standin_reset();
  Session session(model::onnx(2));
  auto none = minMax();
  none->batches = 0;
  CHECK(session.build(none.get()).empty());
  CHECK(session.logger.has("1 Calibration failure occurred with no scaling factors detected"));
  auto unbound = minMax();
  CHECK(session.build(unbound.get()).empty() && session.logger.has("the binding of x is null"));
  Plain liar("IInt8MinMaxCalibrator", CalibrationAlgoType::kENTROPY);
  session.config->impl->setInt8Calibrator(nullptr);
  session.config->impl->setInt8Calibrator(&liar);
  CHECK(session.config->impl->getInt8Calibrator() == nullptr && session.logger.has("answers getAlgorithm with 1"));
}

void readsOnlyTheOptImagesOfADynamicBatch() {
  standin_reset();
  Session session(model::onnx(-1));
  auto calibrator = minMax();
  calibrator->data = data;
  CHECK(session.build(calibrator.get()).empty() && session.logger.has("no optimization profile"));
  CHECK(calibrator->given == 0);
  IOptimizationProfile* profile = session.builder->impl->createOptimizationProfile();
  for (int which = 0; which < 3; ++which) {
    CHECK(profile->impl->setDimensions("x", static_cast<OptProfileSelector>(which), dims({which < 2 ? 1 : 2, 2, 3})));
  }
  CHECK(session.config->impl->addOptimizationProfile(profile) == 0);
  CHECK(!session.build(calibrator.get()).empty() && session.logger.has("2 Calibration Profile is not defined"));
  // 6 / 127: the first of two images.
  CHECK(calibrator->written.find("x: 3d418306\n") != std::string::npos);
}

void parsesWithEveryError() {
  standin_reset();
  Session good(model::onnx(-1));
  CHECK(good.network->impl->getNbInputs() == 1 && good.network->impl->getNbLayers() == 2);
  ITensor* input = good.network->impl->getInput(0);
  CHECK(std::string(input->impl->getName()) == "x" && input->impl->getDimensions().d[0] == -1);
  Session bad(model::onnx(2, "Frobnicate", "Defenestrate"));
  CHECK(!bad.parsed && bad.parser->getNbErrors() == 2);
  IParserError const* error = bad.parser->getError(1);
  CHECK(error->code() == ParserErrorCode::kUNSUPPORTED_NODE && error->node() == 1);
  CHECK(std::string(error->nodeName()) == "second" && std::string(error->nodeOperator()) == "Defenestrate");
  Session cut(model::onnx(2).substr(0, 60));
  CHECK(!cut.parsed && cut.parser->getError(0)->code() == ParserErrorCode::kMODEL_DESERIALIZE_FAILED);
}

void runsAnEngine() {
  standin_reset();
  Session session(model::onnx(2));
  auto calibrator = minMax();
  calibrator->data = data;
  std::string plan = session.build(calibrator.get());
  std::unique_ptr<IRuntime> runtime(static_cast<IRuntime*>(createInferRuntime_INTERNAL(&session.logger, getInferLibVersion())));
  CHECK(runtime->impl->deserializeCudaEngine(plan.data(), plan.size() - 1) == nullptr);
  std::unique_ptr<ICudaEngine> engine(runtime->impl->deserializeCudaEngine(plan.data(), plan.size()));
  CHECK(engine->impl->getNbIOTensors() == 2 && std::string(engine->impl->getIOTensorName(1)) == "y");
  std::unique_ptr<IExecutionContext> context(engine->impl->createExecutionContext({}));
  float output[10];
  void* bindings[] = {data, output};
  CHECK(context->impl->executeV2(bindings));
  CHECK(output[0] == -3 && output[4] == -3 && std::fabs(output[5] + 3.7f) < 1e-5f);
}

bool aborts(void (*action)()) {
  pid_t child = fork();
  if (child == 0) {
    std::freopen("/dev/null", "w", stderr);
    action();
    _exit(0);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

void endsTheProcessWhereAnAnswerWouldMislead() {
  standin_reset();
  CHECK(aborts([] {
    standin_set("driver", 0);
    Logger logger;
    createInferBuilder_INTERNAL(&logger, 100600);
  }));
  CHECK(aborts([] { Session(model::onnx(2)).config->impl->setAvgTimingIterations(1); }));
  CHECK(aborts([] {
    Session session(model::onnx(2));
    session.builder->impl->buildSerializedNetwork(*session.network, reinterpret_cast<IBuilderConfig&>(*session.builder));
  }));
  CHECK(aborts([] { delete Session(model::onnx(2)).network->impl->getInput(0); }));
}

void countsAParentDeletedBeforeItsChildren() {
  standin_reset();
  Session session(model::onnx(2));
  session.builder.reset();
  CHECK(standin_count("order_violations") == 1 && session.logger.has("deleted before 2"));
  standin_reset();
}

void stopsWhenTheProgressMonitorSaysSo() {
  class Stopper final : public IProgressMonitor {
   public:
    APILanguage getAPILanguage() const noexcept override { return APILanguage::kCPP; }
    InterfaceInfo getInterfaceInfo() const noexcept override { return {"IProgressMonitor", 1, 0}; }
    void phaseStart(char const*, char const*, int32_t) noexcept override {}
    bool stepComplete(char const*, int32_t) noexcept override { return calibrator->written.empty(); }
    void phaseFinish(char const*) noexcept override {}
    Plain* calibrator = nullptr;
  };
  standin_reset();
  Session session(model::onnx(2));
  auto calibrator = minMax();
  calibrator->data = data;
  Stopper stopper;
  stopper.calibrator = calibrator.get();
  session.config->impl->setProgressMonitor(&stopper);
  CHECK(session.build(calibrator.get()).empty() && !calibrator->written.empty());
  CHECK(session.logger.has("Error Code 7") && traced().find("stepComplete(Timing kernels 1, 0) -> false\n1 end null") != std::string::npos);
}

void keepsBuildsOnTwoThreadsApart() {
  standin_reset();
  standin_set("callback_thread", 2);
  standin_set("log_from_thread", 20);
  auto work = [] {
    for (int i = 0; i < 5; ++i) {
      Session session(model::onnx(2));
      auto calibrator = minMax();
      calibrator->data = data;
      CHECK(!session.build(calibrator.get()).empty() && calibrator->written.size() == 65);
    }
  };
  std::thread one(work);
  std::thread two(work);
  one.join();
  two.join();
  CHECK(standin_count("builds") == 10 && standin_count("batches") == 20);
}

void misbehavesWhenTold() {
  standin_reset();
  CHECK(standin_set("no such knob", 1) == 1 && standin_count("no such count") == -1 && standin_live("no such kind") == -1);
  Session session(model::onnx(2));
  auto build = [&](const char* knob, int64_t value) {
    standin_reset();
    CHECK(standin_set(knob, value) == 0);
    auto calibrator = minMax();
    calibrator->data = data;
    bool built = !session.build(calibrator.get()).empty();
    return std::to_string(built) + " " + std::to_string(calibrator->given) + " " + std::to_string(calibrator->written.size());
  };
  CHECK(build("null_plan", 1) == "0 2 65");
  CHECK(build("fail_build_at", 3) == "0 0 0");
  CHECK(build("fail_build_at", 5) == "0 2 0");
  CHECK(build("never_get_batch", 1).rfind("1 0 ", 0) == 0);
  CHECK(build("max_batches", 1) == "1 1 65");
  CHECK(build("get_batch_after_false", 3) == "1 2 65");
  CHECK(build("drop_cache", 1) == "1 2 0");
  CHECK(build("write_empty", 1) == "1 2 0");
  CHECK(build("skip_second_read", 1) == "1 2 65");
  CHECK(build("callback_thread", 1) == "1 2 65");
  CHECK(build("require_device_memory", 1) == "0 1 0");
  standin_set("version", 100800);
  Session shifted(model::onnx(2));
  CHECK(&static_cast<VNetworkDefinition108*>(shifted.network->impl)->getBuilder() == shifted.builder.get());
}

}  // namespace

int main() {
  walksAMinMaxBuildInTensorRtsOrder();
  writesEachAlgorithmsHeader();
  calibratesAgainAndDoesNotWriteOverAForeignCache();
  refusesWhatTensorRtRefuses();
  readsOnlyTheOptImagesOfADynamicBatch();
  parsesWithEveryError();
  runsAnEngine();
  endsTheProcessWhereAnAnswerWouldMislead();
  countsAParentDeletedBeforeItsChildren();
  stopsWhenTheProgressMonitorSaysSo();
  keepsBuildsOnTwoThreadsApart();
  misbehavesWhenTold();
  CHECK(standin_live("all") == 0 && standin_count("order_violations") == 0);
  return 0;
}
