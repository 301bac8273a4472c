// What TensorRT measured of its kernels, carried from build to build.
#include "failure.hpp"
#include "handles.hpp"

using trtcal::abi::IBuilderConfig;
using trtcal::abi::IHostMemory;
using trtcal::abi::ITimingCache;

namespace {

using Config = trtcal::abi::Object<IBuilderConfig>;
using OwnedCache = trtcal::abi::Owned<ITimingCache>;
using OwnedMemory = trtcal::abi::Owned<IHostMemory>;

std::unique_ptr<OwnedMemory> serialized(const trtcal::abi::Object<ITimingCache>& cache) {
  IHostMemory* memory = trtcal::created(cache.call(ITimingCache::serialize), qualified(ITimingCache::serialize));
  return std::make_unique<OwnedMemory>(memory, cache.release());
}

size_t serialized_size(const trtcal::abi::Object<ITimingCache>& cache) {
  return serialized(cache)->call(IHostMemory::size);
}

std::unique_ptr<OwnedCache> create(const Config& config, const void* data, size_t bytes) {
  ITimingCache* cache = trtcal::created(config.call(IBuilderConfig::createTimingCache, data, bytes),
                                        qualified(IBuilderConfig::createTimingCache));
  return std::make_unique<OwnedCache>(cache, config.release());
}

// Of bytes that are not for it TensorRT may make an empty cache and say so in its log alone.
std::unique_ptr<OwnedCache> create_whole(const Config& config, const void* data, size_t bytes) {
  std::unique_ptr<OwnedCache> cache = create(config, data, bytes);
  if (bytes == 0) return cache;
  const size_t empty = serialized_size(*create(config, nullptr, 0));
  if (bytes > empty && serialized_size(*cache) <= empty) {
    trtcal::tensorrt_failed(qualified(IBuilderConfig::createTimingCache), "took nothing of the timing cache");
  }
  return cache;
}

OwnedCache& set_before(const trtcal_config& config) {
  trtcal::require(config.timing_cache != nullptr, "no timing cache was set");
  return *config.timing_cache;
}

}  // namespace

int32_t trtcal_config_set_timing_cache(trtcal_config* config, const void* data, uint64_t bytes, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const Config& object = trtcal::required(config, "config").config;
    trtcal::require(data != nullptr || bytes == 0, "data is NULL");
    std::unique_ptr<OwnedCache> cache = create_whole(object, data, bytes);
    if (!object.call(IBuilderConfig::setTimingCache, **cache, false)) {
      trtcal::tensorrt_failed(qualified(IBuilderConfig::setTimingCache), "refused the timing cache");
    }
    config->timing_cache = std::move(cache);
  });
}

int32_t trtcal_config_merge_timing_cache(trtcal_config* config, const void* data, uint64_t bytes, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const OwnedCache& own = set_before(trtcal::required(config, "config"));
    trtcal::require(data != nullptr, "data is NULL");
    const std::unique_ptr<OwnedCache> other = create_whole(config->config, data, bytes);
    if (!own.call(ITimingCache::combine, **other, false)) {
      trtcal::tensorrt_failed(qualified(ITimingCache::combine), "refused the timing cache");
    }
  });
}

int32_t trtcal_config_timing_cache(const trtcal_config* config, trtcal_host_memory** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const OwnedCache& own = set_before(trtcal::required(config, "config"));
    trtcal::required(out, "out");
    IHostMemory* memory = trtcal::created(own.call(ITimingCache::serialize), qualified(ITimingCache::serialize));
    *out = new trtcal_host_memory{{memory, own.release()}};
  });
}
