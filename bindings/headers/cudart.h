/* What the bindings of the CUDA runtime are made from: NVIDIA's own header. bindings/VERSIONS says which release. */
#include <cuda_runtime_api.h>
