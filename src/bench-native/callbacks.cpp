// The calibrators that CallbackBenchmark compares, each an object whose virtual getBatch TensorRT could call, and the loop that
// calls it as TensorRT does.
//
//   src/bench-native/build.sh DIR      (makes DIR/libtrtcal_bench.so)
#include <jni.h>

#include "abi/callbacks.hpp"
#include "calibrator.hpp"

namespace {

using trtcal::abi::IInt8Calibrator;

// Answers what is no question here.
class Calibrator : public trtcal::abi::IInt8EntropyCalibrator2 {
 public:
  int32_t getBatchSize() const noexcept override { return 32; }
  const void* readCalibrationCache(size_t& length) noexcept override { return length = 0, nullptr; }
  void writeCalibrationCache(const void*, size_t) noexcept override {}
};

// No more between TensorRT and Java than the language asks for: an upcall stub behind the virtual function.
class BareUpcall final : public Calibrator {
 public:
  using Stub = int32_t (*)(void** bindings, const char** names, int32_t count);

  explicit BareUpcall(Stub stub) : stub_(stub) {}

  bool getBatch(void** bindings, const char** names, int32_t count) noexcept override {
    return stub_(bindings, names, count) == 1;
  }

 private:
  const Stub stub_;
};

// What a binding written by hand does at the least: the thread's environment, the call, the look for an exception. The
// pointers go to Java as numbers.
class JniAddresses final : public Calibrator {
 public:
  JniAddresses(JNIEnv* env, jobject target) : target_(env->NewGlobalRef(target)) {
    env->GetJavaVM(&vm_);
    method_ = env->GetMethodID(env->GetObjectClass(target), "getBatch", "(JJI)Z");
  }

  bool getBatch(void** bindings, const char** names, int32_t count) noexcept override {
    JNIEnv* env;
    if (vm_->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK) return false;
    const jboolean more = env->CallBooleanMethod(target_, method_, reinterpret_cast<jlong>(bindings),
                                                 reinterpret_cast<jlong>(names), static_cast<jint>(count));
    if (env->ExceptionCheck()) return false;
    return more == JNI_TRUE;
  }

 private:
  JavaVM* vm_;
  const jobject target_;
  jmethodID method_;
};

// The same with the types that a Java program wants: names as String[], addresses as long[].
class JniStrings final : public Calibrator {
 public:
  JniStrings(JNIEnv* env, jobject target) : target_(env->NewGlobalRef(target)) {
    env->GetJavaVM(&vm_);
    method_ = env->GetMethodID(env->GetObjectClass(target), "getBatch", "([Ljava/lang/String;[J)Z");
    string_ = static_cast<jclass>(env->NewGlobalRef(env->FindClass("java/lang/String")));
  }

  bool getBatch(void** bindings, const char** names, int32_t count) noexcept override {
    JNIEnv* env;
    if (vm_->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK) return false;
    if (env->PushLocalFrame(count + 2) != JNI_OK) return false;
    const jobjectArray strings = env->NewObjectArray(count, string_, nullptr);
    for (int32_t i = 0; i < count; ++i) env->SetObjectArrayElement(strings, i, env->NewStringUTF(names[i]));
    const jlongArray addresses = env->NewLongArray(count);
    jboolean more = env->CallBooleanMethod(target_, method_, strings, addresses);
    if (env->ExceptionCheck()) more = JNI_FALSE;
    if (more == JNI_TRUE) env->GetLongArrayRegion(addresses, 0, count, reinterpret_cast<jlong*>(bindings));
    env->PopLocalFrame(nullptr);
    return more == JNI_TRUE;
  }

 private:
  JavaVM* vm_;
  const jobject target_;
  jmethodID method_;
  jclass string_;
};

}  // namespace

extern "C" {

// Calls getBatch so often, each time with cleared bindings, and answers how often the bindings came as they were to: from
// `first` on in steps of 256.
int64_t bench_ask(IInt8Calibrator* calibrator, const char** names, int32_t count, uint64_t first, int64_t times) {
  void* bindings[16];
  int64_t right = 0;
  if (count > 16) return -1;
  for (int64_t time = 0; time < times; ++time) {
    for (int32_t i = 0; i < count; ++i) bindings[i] = nullptr;
    bool good = calibrator->getBatch(bindings, names, count);
    for (int32_t i = 0; i < count; ++i) {
      good = good && reinterpret_cast<uint64_t>(bindings[i]) == first + 256 * static_cast<uint64_t>(i);
    }
    right += good;
  }
  return right;
}

// The object that the shim hands to TensorRT.
IInt8Calibrator* bench_forwarder(trtcal_calibrator* calibrator) { return calibrator->forwarder.get(); }

IInt8Calibrator* bench_bare_upcall(BareUpcall::Stub stub) { return new BareUpcall(stub); }

JNIEXPORT jlong JNICALL Java_dev_trtcal_tensorrt_JniCalibrator_addresses(JNIEnv* env, jclass, jobject target) {
  return reinterpret_cast<jlong>(static_cast<IInt8Calibrator*>(new JniAddresses(env, target)));
}

JNIEXPORT jlong JNICALL Java_dev_trtcal_tensorrt_JniCalibrator_strings(JNIEnv* env, jclass, jobject target) {
  return reinterpret_cast<jlong>(static_cast<IInt8Calibrator*>(new JniStrings(env, target)));
}
}
