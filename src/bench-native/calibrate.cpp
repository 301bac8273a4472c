// What trtcal's calibration is held against: the same calls of TensorRT from C++, without the shim and without Java.
//
//   src/bench-native/build.sh DIR       (makes DIR/calibrate)
//   DIR/calibrate MODEL.onnx DATA.npy OUT.cache
//
// Entropy2, a static batch of 32, one float32 input; the build is stopped when the cache is written. Prints one line of JSON
// with the nanoseconds of each part.
#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "abi/entry_points.hpp"
#include "cuda.hpp"

namespace {

using namespace trtcal::abi;

constexpr int32_t kInt8 = 1;  // BuilderFlag::kINT8
constexpr int kBatch = 32;

int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

class Quiet final : public ILogger {
 public:
  void log(int32_t severity, const char* message) noexcept override {
    if (severity <= 1) std::fprintf(stderr, "%s\n", message);
  }
};

// The file's samples, read where they are wanted.
class Npy {
 public:
  explicit Npy(const char* path) : file_(std::fopen(path, "rb")) {
    unsigned char head[10];
    if (file_ == nullptr || std::fread(head, 1, 10, file_) != 10) fail(std::string("cannot read ") + path);
    std::string header(head[8] | head[9] << 8, ' ');
    if (std::fread(&header[0], 1, header.size(), file_) != header.size()) fail(std::string("cannot read ") + path);
    const char* shape = std::strchr(std::strstr(header.c_str(), "'shape'"), '(') + 1;
    samples_ = std::strtol(shape, nullptr, 10);
    bytes_ = sizeof(float);
    for (shape = std::strchr(shape, ','); shape != nullptr && shape[1] != ')'; shape = std::strchr(shape + 1, ',')) {
      const long extent = std::strtol(shape + 1, nullptr, 10);
      if (extent > 0) bytes_ *= static_cast<size_t>(extent);
    }
  }

  size_t batch_bytes() const { return bytes_ * kBatch; }

  bool next(void* into) {
    if (taken_ + kBatch > samples_) return false;
    taken_ += kBatch;
    return std::fread(into, 1, batch_bytes(), file_) == batch_bytes();
  }

 private:
  std::FILE* file_;
  long samples_ = 0, taken_ = 0;
  size_t bytes_ = 0;
};

struct Times {
  int64_t first = 0, last = 0, written = 0, callbacks = 0, copies = 0;
};

class Calibrator final : public IInt8EntropyCalibrator2, public Times {
 public:
  Calibrator(const Cuda& cuda, const char* data, const char* cache) : cuda_(cuda), data_(data), cache_(cache) {
    cuda.check(cuda.host_alloc(&host_, data_.batch_bytes(), 0), "cudaHostAlloc");
    cuda.check(cuda.malloc(&device_, data_.batch_bytes()), "cudaMalloc");
    cuda.check(cuda.stream_create(&stream_, 1), "cudaStreamCreateWithFlags");
  }

  ~Calibrator() override {
    cuda_.stream_destroy(stream_);
    cuda_.free(device_);
    cuda_.free_host(host_);
  }

  int32_t getBatchSize() const noexcept override { return kBatch; }

  bool getBatch(void** bindings, const char**, int32_t) noexcept override {
    const int64_t begin = now();
    if (first == 0) first = begin;
    const bool more = data_.next(host_);
    if (more) {
      const int64_t copy = now();
      cuda_.check(cuda_.memcpy_async(device_, host_, data_.batch_bytes(), 1, stream_), "cudaMemcpyAsync");
      cuda_.check(cuda_.stream_synchronize(stream_), "cudaStreamSynchronize");
      copies += now() - copy;
      bindings[0] = device_;
    }
    last = now();
    callbacks += last - begin;
    return more;
  }

  const void* readCalibrationCache(size_t& length) noexcept override {
    length = 0;
    return nullptr;
  }

  void writeCalibrationCache(const void* data, size_t length) noexcept override {
    written = now();
    std::FILE* file = std::fopen(cache_, "wb");
    if (file == nullptr || std::fwrite(data, 1, length, file) != length || std::fclose(file) != 0) fail("cannot write");
    callbacks += now() - written;
  }

 private:
  const Cuda& cuda_;
  Npy data_;
  const char* cache_;
  void* host_ = nullptr;
  void* device_ = nullptr;
  void* stream_ = nullptr;
};

class StopAfterCache final : public IProgressMonitor {
 public:
  explicit StopAfterCache(const Calibrator& calibrator) : calibrator_(calibrator) {}
  void phaseStart(const char*, const char*, int32_t) noexcept override {}
  bool stepComplete(const char*, int32_t) noexcept override { return calibrator_.written == 0; }
  void phaseFinish(const char*) noexcept override {}

 private:
  const Calibrator& calibrator_;
};

template <class Function>
Function* symbol(const char* library, const char* name) {
  void* handle = dlopen(library, RTLD_NOW);
  if (handle == nullptr) fail(dlerror());
  return reinterpret_cast<Function*>(dlsym(handle, name));
}

std::string path(const char* variable, const char* otherwise) {
  const char* value = std::getenv(variable);
  return value == nullptr ? otherwise : value;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) fail("usage: calibrate MODEL.onnx DATA.npy OUT.cache");
  const int64_t start = now();
  const std::string nvinfer = path("TRTCAL_NVINFER", "libnvinfer.so.10");
  const std::string onnx = path("TRTCAL_NVONNXPARSER", "libnvonnxparser.so.10");
  const Release release{symbol<GetInferLibVersion>(nvinfer.c_str(), "getInferLibVersion")()};
  const auto create_builder = symbol<CreateInferBuilder>(nvinfer.c_str(), "createInferBuilder_INTERNAL");
  const auto create_parser = symbol<CreateOnnxParser>(onnx.c_str(), "createNvOnnxParser_INTERNAL");
  const Cuda cuda(path("TRTCAL_CUDART", ""));
  Quiet logger;
  int64_t built, parsed, returned;
  Calibrator* calibrator;
  {
    Owned<IBuilder> builder(create_builder(&logger, release.number), release);
    built = now();
    Owned<INetworkDefinition> network(builder.call(IBuilder::createNetworkV2, 0u), release);
    Owned<IParser> parser(create_parser(network.get(), &logger, kOnnxParserApiVersion), release);
    if (!parser.call(IParser::parseFromFile, argv[1], 2)) fail(std::string("cannot parse ") + argv[1]);
    Owned<IBuilderConfig> config(builder.call(IBuilder::createBuilderConfig), release);
    config.call(IBuilderConfig::setFlag, kInt8);
    calibrator = new Calibrator(cuda, argv[2], argv[3]);
    StopAfterCache monitor(*calibrator);
    config.call(IBuilderConfig::setInt8Calibrator, calibrator);
    config.call(IBuilderConfig::setProgressMonitor, &monitor);
    parsed = now();
    IHostMemory* plan = builder.call(IBuilder::buildSerializedNetwork, *network.get(), *config.get());
    returned = now();
    if (plan != nullptr && plan != reinterpret_cast<IHostMemory*>(0x200)) Owned<IHostMemory> freed(plan, release);
    if (calibrator->written == 0) fail("TensorRT wrote no cache");
  }
  const Times at = *calibrator;
  delete calibrator;
  const int64_t end = now();
  std::printf(
      "{\"variant\":\"c++\",\"total\":%ld,\"builder\":%ld,\"parse\":%ld,\"toFirstBatch\":%ld,\"batches\":%ld,\"callbacks\":%ld,"
      "\"copies\":%ld,\"search\":%ld,\"stop\":%ld,\"close\":%ld}\n",
      end - start, built - start, parsed - built, at.first - parsed, at.last - at.first, at.callbacks, at.copies,
      at.written - at.last, returned - at.written, end - returned);
}
