// What the stand-in cannot be made to do: a TensorRT that goes on after a failed callback and returns a plan, one that asks
// for the second batch in the array of the first, and one that asks for other inputs. TensorRT is a handful of tables here.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "failure.hpp"
#include "handles.hpp"

namespace {

using trtcal::abi::Release;

constexpr Release kRelease{100600};

void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::exit(1);
}

// An object as TensorRT lays it out: a table with the destructors, and an implementation with the methods.
struct Fake {
  void** own_table;
  void** implementation;
};

int destroyed = 0;
void destroy(void*) { ++destroyed; }

void* destructors[2] = {nullptr, reinterpret_cast<void*>(destroy)};
void* no_methods[64] = {};
void** bare[1] = {no_methods};
Fake plan_object{destructors, reinterpret_cast<void**>(bare)};
trtcal_calibrator* under_test = nullptr;

// IBuilder::buildSerializedNetwork, deaf to everything the calibrator says.
void* build(void*, void*, void*) {
  void* binding[1] = {nullptr};
  const char* name[1] = {"x"};
  size_t length = 0;
  trtcal::abi::IInt8Calibrator& calibrator = *under_test->forwarder;
  calibrator.getBatchSize();
  calibrator.getBatch(binding, name, 1);
  calibrator.getBatch(binding, name, 1);
  calibrator.readCalibrationCache(length);
  calibrator.writeCalibrationCache("cache", 5);
  return &plan_object;
}

trtcal_config* stopping = nullptr;
int steps_asked = 0;
int batches = 0;
int written = 0;

// Binds in the first batch only.
int32_t get_batch(int64_t, void** bindings, const char**, int32_t) {
  static float data;
  if (batches++ == 0) bindings[0] = &data;
  return 1;
}

void plan_made_after_a_failure_is_destroyed() {
  void* methods[64] = {};
  methods[trtcal::abi::IBuilder::buildSerializedNetwork.slot] = reinterpret_cast<void*>(build);
  void** table[1] = {methods};
  Fake object{destructors, reinterpret_cast<void**>(table)};

  trtcal_calibrator_callbacks callbacks{};
  callbacks.batch_size = [](int64_t) { return 1; };
  callbacks.get_batch = get_batch;
  callbacks.read_cache = [](int64_t, const void**, uint64_t*) { return 0; };
  callbacks.write_cache = [](int64_t, const void*, uint64_t) { return 0 * ++written; };
  trtcal_calibrator calibrator(TRTCAL_MINMAX, callbacks);
  under_test = &calibrator;

  trtcal_error error{};
  trtcal_host_memory* plan = nullptr;
  {
    trtcal_builder builder{{reinterpret_cast<trtcal::abi::IBuilder*>(&object), kRelease}, nullptr};
    trtcal_network network{{reinterpret_cast<trtcal::abi::INetworkDefinition*>(&object), kRelease}, nullptr};
    trtcal_config config{reinterpret_cast<trtcal::abi::IBuilderConfig*>(&object), kRelease};
    config.calibrator = &calibrator;
    config.monitor.watch(&calibrator.answers);
    const int32_t status = trtcal_build_serialized(&builder, &network, &config, &plan, &error);
    check(status == TRTCAL_CALLBACK_FAILED, "the build answers that a callback failed");
    check(std::strstr(error.message, "left input 'x'") != nullptr, "a stale binding does not pass for a new one");
    check(plan == nullptr && destroyed == 1, "the plan is destroyed");
    check(batches == 2 && written == 0, "no callback is asked after the failure");
    check(!config.monitor.stepComplete("any", 1), "the progress monitor ends the build");
  }
  check(destroyed == 4, "builder, network and config end with their deleting destructor");
}

// A TensorRT that asks no step after the answer that ends the build.
void plan_made_after_a_stop_is_destroyed() {
  void* methods[64] = {};
  methods[trtcal::abi::IBuilder::buildSerializedNetwork.slot] = reinterpret_cast<void*>(+[](void*, void*, void* config) {
    static_cast<void>(config);
    stopping->monitor.stepComplete("any", 0);
    stopping->monitor.stepComplete("any", 1);
    return static_cast<void*>(&plan_object);
  });
  void** table[1] = {methods};
  Fake object{destructors, reinterpret_cast<void**>(table)};
  destroyed = 0;
  trtcal_error error{};
  trtcal_host_memory* plan = nullptr;
  {
    trtcal_builder builder{{reinterpret_cast<trtcal::abi::IBuilder*>(&object), kRelease}, nullptr};
    trtcal_network network{{reinterpret_cast<trtcal::abi::INetworkDefinition*>(&object), kRelease}, nullptr};
    trtcal_config config{reinterpret_cast<trtcal::abi::IBuilderConfig*>(&object), kRelease};
    stopping = &config;
    trtcal_monitor_callbacks callbacks{};
    callbacks.step_complete = [](int64_t, const char*, int32_t) { return 0 * ++steps_asked; };
    config.monitor.tell(callbacks);
    const int32_t status = trtcal_build_serialized(&builder, &network, &config, &plan, &error);
    check(status == TRTCAL_BUILD_STOPPED, "the build answers that it was stopped");
    check(plan == nullptr && destroyed == 1, "the plan is destroyed");
    check(steps_asked == 1, "the monitor is not asked again");
  }
}

std::string passed;

// Whether names came with the call is what passed has then.
void asks(trtcal_calibrator& calibrator, std::initializer_list<const char*> inputs, const char* expected) {
  std::vector<std::string> texts(inputs.begin(), inputs.end());  // other memory in every call
  std::vector<const char*> names;
  for (const std::string& text : texts) names.push_back(text.c_str());
  std::vector<void*> bindings(names.size());
  passed.clear();
  check(calibrator.forwarder->getBatch(bindings.data(), names.data(), static_cast<int32_t>(names.size())), "a batch");
  check(passed == expected, expected);
}

void names_come_when_they_are_other_ones() {
  trtcal_calibrator_callbacks callbacks{};
  callbacks.get_batch = [](int64_t, void** bindings, const char** names, int32_t count) {
    static float data;
    for (int32_t i = 0; i < count; ++i) {
      bindings[i] = &data;
      passed += names == nullptr ? "-" : std::string(names[i]) + ";";
    }
    return 1;
  };
  trtcal_calibrator calibrator(TRTCAL_MINMAX, callbacks);
  asks(calibrator, {"a", "bc"}, "a;bc;");
  asks(calibrator, {"a", "bc"}, "--");
  asks(calibrator, {"a", "b"}, "a;b;");
  asks(calibrator, {"a"}, "a;");
  asks(calibrator, {"ab"}, "ab;");
  asks(calibrator, {"ab"}, "-");
  calibrator.answers.start_build();
  asks(calibrator, {"ab"}, "ab;");
}

void garbage_is_no_object() {
  check(trtcal::object_or_null(reinterpret_cast<trtcal::abi::IRuntime*>(0x200)) == nullptr, "0x200 is no object");
}

}  // namespace

int main() {
  plan_made_after_a_failure_is_destroyed();
  plan_made_after_a_stop_is_destroyed();
  names_come_when_they_are_other_ones();
  garbage_is_no_object();
  return 0;
}
