#include "library.hpp"

#include <stdlib.h>

#include <algorithm>
#include <memory>

#include "dl.hpp"
#include "failure.hpp"
#include "shared_library.hpp"

namespace {

using trtcal::Failure;
using trtcal::SharedLibrary;

constexpr const char* kNvinfer = "libnvinfer.so.10";
constexpr const char* kParser = "libnvonnxparser.so.10";
constexpr const char* kVersionSymbol = "getInferLibVersion";
constexpr int32_t kMajor = 10;

void require_absolute(const char* path, const char* name) {
  trtcal::require(path == nullptr || *path == '/', std::string(name) + " must be an absolute path or NULL");
}

// Any 10.x passes: since 10.9 releases have only added slots at the end of the tables.
int32_t check_version(const SharedLibrary& nvinfer) {
  const int32_t number = nvinfer.function<trtcal::abi::GetInferLibVersion>(kVersionSymbol)();
  // TensorRT counted major * 1000 up to 8, and major * 10000 from 9 on.
  const bool old_count = number < 10000;
  const int32_t major = old_count ? number / 1000 : number / 10000;
  const int32_t minor = old_count ? number / 100 % 10 : number / 100 % 100;
  if (major == kMajor) return number;
  const std::string name = "TensorRT " + std::to_string(major) + "." + std::to_string(minor) + "." +
                           std::to_string(number % 100) + " at " + nvinfer.path();
  if (major > kMajor) {
    throw Failure(TRTCAL_VERSION_REFUSED,
                  name +
                      " has no INT8 calibrators, which 11.0 removed: give it an ONNX model with explicit quantization "
                      "(QuantizeLinear and DequantizeLinear), or calibrate with TensorRT 10");
  }
  throw Failure(TRTCAL_VERSION_REFUSED, name + " has another binary interface than TensorRT 10: install TensorRT 10");
}

// A machine that has only another major version shall hear that rather than "not found".
void refuse_other_majors() {
  for (const char* soname : {"libnvinfer.so.11", "libnvinfer.so.9", "libnvinfer.so.8"}) {
    try {
      check_version(SharedLibrary::open(nullptr, soname));
    } catch (const Failure& failure) {
      if (failure.status() == TRTCAL_VERSION_REFUSED) throw;
    }
  }
}

SharedLibrary open_nvinfer(const char* path) {
  try {
    return SharedLibrary::open(path, kNvinfer);
  } catch (const Failure&) {
    if (path == nullptr) refuse_other_majors();
    throw;
  }
}

std::string file_of(const void* address) {
  Dl_info info{};
  return dladdr(address, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "an unknown file";
}

// A parser that is linked against libnvinfer, as not all are, may have got another copy of it from the loader.
void check_same_nvinfer(const SharedLibrary& nvinfer, const SharedLibrary& parser) {
  const void* ours = nvinfer.find(kVersionSymbol);
  const void* its = parser.find(kVersionSymbol);
  if (its == nullptr || its == ours) return;
  throw Failure(TRTCAL_LIBRARY_MISSING, "the parser at " + parser.path() + " uses the libnvinfer at " + file_of(its) +
                                            " and not the one at " + file_of(ours) +
                                            ": two copies of TensorRT; start anew with only one of them");
}

// The version that a library's real file name ends with, as packages name them; empty where it has none in full.
std::string version_in_name(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> real(realpath(path.c_str(), nullptr), &free);
  const std::string name = real == nullptr ? path : real.get();
  const size_t start = name.rfind(".so.");
  if (start == std::string::npos) return "";
  const std::string version = name.substr(start + 4);
  return std::count(version.begin(), version.end(), '.') == 2 ? version : "";
}

// The parser calls libnvinfer through the same tables, those of its own release. It tells no version of its own that is
// TensorRT's (getNvOnnxParserVersion answers 100 in all of them), so its file name has to do.
void check_same_release(const trtcal_library& library) {
  const std::string parser = version_in_name(library.parser_path);
  const std::string series = "10." + std::to_string(library.release.number / 100 % 100) + ".";
  if (parser.empty() || parser.compare(0, series.size(), series) == 0) return;
  throw Failure(TRTCAL_VERSION_REFUSED, "the ONNX parser at " + library.parser_path + " is of TensorRT " + parser +
                                            ", libnvinfer at " + library.nvinfer_path + " of " + series +
                                            std::to_string(library.release.number % 100) +
                                            ": take both from one release");
}

}  // namespace

int32_t trtcal_abi_version(void) { return TRTCAL_ABI_VERSION; }

int32_t trtcal_library_open(const char* nvinfer_path, const char* parser_path, const char* driver_path,
                            trtcal_library** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(out, "out");
    require_absolute(nvinfer_path, "nvinfer_path");
    require_absolute(parser_path, "parser_path");
    require_absolute(driver_path, "driver_path");

    SharedLibrary nvinfer = open_nvinfer(nvinfer_path);
    auto library = std::make_unique<trtcal_library>();
    library->release = {check_version(nvinfer)};
    library->nvinfer_path = nvinfer.path();
    library->create_builder = nvinfer.function<trtcal::abi::CreateInferBuilder>("createInferBuilder_INTERNAL");
    library->create_runtime = nvinfer.function<trtcal::abi::CreateInferRuntime>("createInferRuntime_INTERNAL");

    // After libnvinfer: a parser that is linked against libnvinfer.so.10 gets the one that is loaded under that name.
    SharedLibrary parser = SharedLibrary::open(parser_path, kParser);
    library->parser_path = parser.path();
    library->create_parser = parser.function<trtcal::abi::CreateOnnxParser>("createNvOnnxParser_INTERNAL");
    check_same_nvinfer(nvinfer, parser);
    check_same_release(*library);

    if (driver_path != nullptr) library->driver_path = driver_path;
    nvinfer.keep();
    parser.keep();
    *out = library.release();
  });
}

void trtcal_library_close(trtcal_library* library) { delete library; }

int32_t trtcal_library_version(const trtcal_library* library, int32_t* out, trtcal_error* error) {
  return trtcal::guarded(__func__, error,
                         [&] { trtcal::required(out, "out") = trtcal::required(library, "library").release.number; });
}

int32_t trtcal_library_paths(const trtcal_library* library, const char** nvinfer, const char** parser,
                             trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    trtcal::required(library, "library");
    trtcal::required(nvinfer, "nvinfer");
    trtcal::required(parser, "parser");
    *nvinfer = library->nvinfer_path.c_str();
    *parser = library->parser_path.c_str();
  });
}

int32_t trtcal_driver_check(const trtcal_library* library, int32_t* driver_version, int32_t* device_count,
                            trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const trtcal::Driver driver = trtcal::required(library, "library").ask_driver();
    if (driver_version != nullptr) *driver_version = driver.version;
    if (device_count != nullptr) *device_count = driver.devices;
  });
}
