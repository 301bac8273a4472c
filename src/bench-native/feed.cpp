// What `trtcal bench feed` is held against: JPEG files to ImageNet tensors on N threads, in C++ with libjpeg-turbo.
//
//   g++ -O3 -march=native -std=c++17 -pthread src/bench-native/feed.cpp -o target/feed -lturbojpeg
//   target/feed [--hash] DIR THREADS
//
// Shorter side to 256, centre 224, bilinear and antialiased as Pillow does it, (x/255 - mean)/std, float32 [3, 224, 224].
// Prints the nanoseconds that all files took; with --hash instead FNV-1a over all tensors in order of the files' names.
#include <turbojpeg.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr int kShorter = 256, kCrop = 224, kBits = 22, kBatch = 32;
constexpr size_t kSample = 3 * kCrop * kCrop;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

// The taps of the outputs [from, from + kCrop) along an axis.
struct Weights {
  std::vector<int> first, count, weight;
  int stride = 0;

  Weights(int in, int out, int from) : first(kCrop), count(kCrop) {
    const double scale = double(in) / out, stretch = std::max(scale, 1.0), support = stretch;
    stride = int(std::ceil(support)) * 2 + 1;
    weight.resize(size_t(kCrop) * stride);
    std::vector<double> exact(stride);
    for (int i = 0; i < kCrop; i++) {
      const double centre = (i + from + 0.5) * scale;
      const int begin = std::max(int(centre - support + 0.5), 0), end = std::min(int(centre + support + 0.5), in);
      double sum = 0;
      for (int k = 0; k < end - begin; k++) {
        exact[k] = std::max(0.0, 1 - std::fabs((k + begin - centre + 0.5) * (1 / stretch)));
        sum += exact[k];
      }
      first[i] = begin;
      count[i] = end - begin;
      for (int k = 0; k < end - begin; k++) {
        weight[size_t(i) * stride + k] = int(exact[k] / sum * (1 << kBits) + 0.5);
      }
    }
  }
};

inline int clamp(int sum) { return std::clamp(sum >> kBits, 0, 255); }

struct Values {
  float of[3][256];

  Values() {
    const float mean[] = {0.485f, 0.456f, 0.406f}, std[] = {0.229f, 0.224f, 0.225f};
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) of[c][v] = (v / 255.0f - mean[c]) / std[c];
    }
  }
};

const Values values;

// One thread's decoder and memory.
class Worker {
 public:
  ~Worker() { tjDestroy(jpeg_); }

  void sample(const std::string& path, float* out) {
    read(path);
    int width, height, sampling, colors;
    if (tjDecompressHeader3(jpeg_, file_.data(), file_.size(), &width, &height, &sampling, &colors) != 0) {
      fail(path + ": " + tjGetErrorStr2(jpeg_));
    }
    pixels_.resize(size_t(width) * height * 3);
    if (tjDecompress2(jpeg_, file_.data(), file_.size(), pixels_.data(), width, 0, height, TJPF_RGB, 0) != 0) {
      fail(path + ": " + tjGetErrorStr2(jpeg_));
    }
    resize(width, height, out);
  }

 private:
  void read(const std::string& path) {
    std::FILE* f = std::fopen(path.c_str(), "rb");
    if (f == nullptr) fail("cannot open " + path);
    std::fseek(f, 0, SEEK_END);
    file_.resize(size_t(std::ftell(f)));
    std::rewind(f);
    if (std::fread(file_.data(), 1, file_.size(), f) != file_.size()) fail("cannot read " + path);
    std::fclose(f);
  }

  const Weights& weights(int in, int out) {
    auto found = weights_.find({in, out});
    if (found == weights_.end()) {
      const int from = int(std::nearbyint((out - kCrop) / 2.0));
      found = weights_.emplace(std::make_pair(in, out), Weights(in, out, from)).first;
    }
    return found->second;
  }

  // Both passes; rows are narrowed when the second pass first needs them, and only as far as the crop reaches.
  void resize(int width, int height, float* out) {
    const bool upright = width <= height;
    const int longer = int(int64_t(kShorter) * (upright ? height : width) / (upright ? width : height));
    const Weights& across = weights(width, upright ? kShorter : longer);
    const Weights& down = weights(height, upright ? longer : kShorter);
    constexpr int row = kCrop * 3;
    rows_.resize(size_t(down.stride) * row);
    int ready = down.first[0];
    int sums[row];
    for (int y = 0; y < kCrop; y++) {
      const int first = down.first[y], count = down.count[y];
      for (; ready < first + count; ready++) {
        narrow(&pixels_[size_t(ready) * width * 3], across, &rows_[size_t(ready % down.stride) * row]);
      }
      std::fill(sums, sums + row, 1 << (kBits - 1));
      for (int k = 0; k < count; k++) {
        const int weight = down.weight[size_t(y) * down.stride + k];
        const int* from = &rows_[size_t((first + k) % down.stride) * row];
        for (int i = 0; i < row; i++) sums[i] += from[i] * weight;
      }
      for (int c = 0; c < 3; c++) {
        float* to = out + (size_t(c) * kCrop + y) * kCrop;
        for (int x = 0; x < kCrop; x++) to[x] = values.of[c][clamp(sums[3 * x + c])];
      }
    }
  }

  static void narrow(const uint8_t* row, const Weights& across, int* to) {
    for (int x = 0; x < kCrop; x++) {
      int red = 1 << (kBits - 1), green = red, blue = red;
      const uint8_t* from = row + across.first[x] * 3;
      const int* weight = &across.weight[size_t(x) * across.stride];
      for (int k = 0; k < across.count[x]; k++, from += 3) {
        red += from[0] * weight[k];
        green += from[1] * weight[k];
        blue += from[2] * weight[k];
      }
      to[3 * x] = clamp(red);
      to[3 * x + 1] = clamp(green);
      to[3 * x + 2] = clamp(blue);
    }
  }

  tjhandle jpeg_ = tjInitDecompress();
  std::vector<uint8_t> file_, pixels_;
  std::vector<int> rows_;
  std::map<std::pair<int, int>, Weights> weights_;
};

std::vector<std::string> list(const char* folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".jpg") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) fail(std::string("no .jpg in ") + folder);
  return files;
}

uint64_t hash(const std::vector<std::string>& files) {
  uint64_t state = 0xcbf29ce484222325u;
  std::vector<float> sample(kSample);
  Worker worker;
  for (const auto& file : files) {
    worker.sample(file, sample.data());
    const auto* bytes = reinterpret_cast<const uint8_t*>(sample.data());
    for (size_t i = 0; i < kSample * sizeof(float); i++) state = (state ^ bytes[i]) * 0x100000001b3u;
  }
  return state;
}

// Every thread takes the next file and writes to its place among the batches in work, of which there are as many as
// threads at most.
void feed(const std::vector<std::string>& files, int threads) {
  std::vector<float> ring(kSample * kBatch * size_t(threads));
  std::atomic<size_t> next{0};
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; t++) {
    workers.emplace_back([&] {
      Worker worker;
      for (size_t i = next++; i < files.size(); i = next++) {
        worker.sample(files[i], &ring[kSample * (i % (size_t(kBatch) * threads))]);
      }
    });
  }
  for (auto& worker : workers) worker.join();
}

}  // namespace

int main(int argc, char** argv) {
  const bool hashes = argc > 1 && std::strcmp(argv[1], "--hash") == 0;
  if (argc - hashes != 3) fail("usage: feed [--hash] DIR THREADS");
  const int threads = std::atoi(argv[2 + hashes]);
  if (threads < 1) fail("THREADS must be at least 1");
  const auto start = std::chrono::steady_clock::now();
  const auto files = list(argv[1 + hashes]);
  if (hashes) {
    std::printf("%llx\n", static_cast<unsigned long long>(hash(files)));
    return 0;
  }
  feed(files, threads);
  const auto end = std::chrono::steady_clock::now();
  std::printf("%lld\n", static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count()));
}
