#include "failure.hpp"
#include "handles.hpp"
#include "shapes.hpp"

using trtcal::abi::IBuilder;
using trtcal::abi::IOptimizationProfile;

int32_t trtcal_profile_create(trtcal_builder* builder, trtcal_profile** out, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(builder, "builder").builder;
    trtcal::required(out, "out");
    IOptimizationProfile* profile = trtcal::created(object.call(IBuilder::createOptimizationProfile),
                                                    qualified(IBuilder::createOptimizationProfile));
    *out = new trtcal_profile{{profile, object.release()}};
  });
}

void trtcal_profile_destroy(trtcal_profile* profile) { delete profile; }

int32_t trtcal_profile_set(trtcal_profile* profile, const char* input, const trtcal_dims* min, const trtcal_dims* opt,
                           const trtcal_dims* max, trtcal_error* error) {
  return trtcal::guarded(__func__, error, [&] {
    const auto& object = trtcal::required(profile, "profile").profile;
    trtcal::required(input, "input");
    const struct {
      int32_t selector;
      const char* name;
      trtcal::abi::Dims dims;
    } shapes[] = {{trtcal::abi::kProfileMin, "min", trtcal::to_tensorrt(min, "min")},
                  {trtcal::abi::kProfileOpt, "opt", trtcal::to_tensorrt(opt, "opt")},
                  {trtcal::abi::kProfileMax, "max", trtcal::to_tensorrt(max, "max")}};
    for (const auto& shape : shapes) {
      if (object.call(IOptimizationProfile::setDimensions, input, shape.selector, shape.dims)) continue;
      trtcal::tensorrt_failed(qualified(IOptimizationProfile::setDimensions),
                              std::string("refused the ") + shape.name + " shape of input '" + input + "'");
    }
  });
}
