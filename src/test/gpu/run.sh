#!/usr/bin/env bash
# Everything that only a real GPU can show: the golden caches byte for byte, the engines' accuracy, the command itself.
#
#   run.sh DIST OUT   DIST  trtcal.jar, lib/, test-classes/ and demo/ (src/test/gpu/dist.sh gathers them)
#                     OUT   where caches and plans go
#
# Needs java (JDK or JRE >= 22) on PATH, an NVIDIA driver, libcudart and TensorRT 10 where the loader finds them.
set -uo pipefail
dist=${1:?usage: run.sh DIST OUT}; out=${2:?usage: run.sh DIST OUT}
mkdir -p "$out"
failed=0

nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
java -jar "$dist/trtcal.jar" doctor || failed=1

echo; echo "## Golden caches and accuracy"
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.log.tensorrt=error -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" \
  dev.trtcal.gpu.GoldenOnGpu "$dist/test-classes/golden" "$out" fashion_resnet fashion_mobile || failed=1

echo; echo "## The command"
java -jar "$dist/trtcal.jar" calibrate "$dist/demo/fashion_resnet.onnx" --images "$dist/demo/images" --mean 0.2860 --std 0.3530 \
  --engine tensorrt --cache "$out/demo.cache" --output "$out/demo.plan" || failed=1

echo; echo "failed: $failed"
exit $failed
