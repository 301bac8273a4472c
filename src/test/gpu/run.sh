#!/usr/bin/env bash
# Everything that only a real GPU can show: the golden caches byte for byte, the engines' accuracy, the command itself.
#
#   run.sh DIST OUT [CACHES]   DIST    trtcal.jar, lib/, test-classes/ and demo/ (src/test/gpu/dist.sh gathers them)
#                              OUT     where caches and plans go
#                              CACHES  caches made elsewhere, MODEL.WHAT.cache, to be built and judged too
#
# Needs java (JDK or JRE >= 22) on PATH, an NVIDIA driver, libcudart and TensorRT 10 where the loader finds them.
set -uo pipefail
dist=${1:?usage: run.sh DIST OUT [CACHES]}; out=${2:?usage: run.sh DIST OUT [CACHES]}; caches=${3:-}
mkdir -p "$out"
failed=0
trtcal() { java -jar "$dist/trtcal.jar" "$@"; }

nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
trtcal doctor || failed=1

echo; echo "## Golden caches and accuracy"
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.log.tensorrt=error -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" \
  dev.trtcal.gpu.GoldenOnGpu "$dist/test-classes/golden" "$out" fashion_resnet fashion_mobile || failed=1

model=$dist/demo/fashion_resnet.onnx
data=(--images "$dist/demo/images" --mean 0.2860 --std 0.3530)

echo; echo "## The command: TensorRT's calibrators, a dynamic batch, and the engine"
trtcal calibrate "$model" "${data[@]}" --cache "$out/demo.cache" --output "$out/demo.plan" || failed=1

echo; echo "## Its layers"
trtcal inspect "$out/demo.plan" --cache "$out/demo.cache" || failed=1

echo; echo "## A cache made without the GPU, handed to TensorRT"
trtcal calibrate "$model" "${data[@]}" --engine cpu --cache "$out/cpu.cache" >/dev/null || failed=1
trtcal calibrate "$model" "${data[@]}" --engine tensorrt --reuse-cache --cache "$out/cpu.cache" --output "$out/cpu.plan" || failed=1

echo; echo "## README's script"
golden=$dist/test-classes/golden
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.log.tensorrt=error \
  -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" dev.trtcal.readme.ClassicScript \
  "$golden/fashion_resnet/model_batch32.onnx" "$golden/fashion_data/calib512.npy" "$out/script.cache" "$out/script.plan" || failed=1
cmp "$out/script.cache" "$golden/fashion_resnet/entropy2.cache" && echo "its cache is TensorRT's own golden file" || failed=1

echo; echo "## The exported Q/DQ models, built with no calibrator"
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.log.tensorrt=error \
  -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" dev.trtcal.gpu.QdqOnGpu "$golden" "$out" fashion_resnet fashion_mobile || failed=1

echo; echo "## Dynamic shapes, several inputs, Legacy's histograms"
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" dev.trtcal.gpu.ShapesOnGpu "$golden" "$out" "$dist/demo/fashion_resnet.onnx" || failed=1
trtcal inspect "$out/fashion_resnet.hist" || failed=1

echo; echo "## The simulation against engines; evaluate and compare on TensorRT"
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.log.tensorrt=error \
  -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" dev.trtcal.gpu.ComparingOnGpu "$golden" "$out" || failed=1
trtcal compare "$golden/fashion_resnet/model_batch32.onnx" --engine tensorrt --optimization-level 1 \
  --cache "$golden/fashion_resnet/entropy2.cache" --tensors "$golden/fashion_data/calib512.npy" --max-images 200 || failed=1

echo; echo "## What a build can be asked for"
java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
  -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" dev.trtcal.gpu.BuildingOnGpu "$golden" "$out" || failed=1

echo; echo "## Ctrl-C while the engine is built"
rm -f "$out"/ctrl-c*
(
  set -m # a shell without job control starts what is in the background deaf to Ctrl-C
  java -jar "$dist/trtcal.jar" calibrate "$model" "${data[@]}" --cache "$out/ctrl-c.cache" --output "$out/ctrl-c.plan" &
  pid=$!
  until [ -e "$out/ctrl-c.cache" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.1; done
  sleep 1
  start=$(date +%s%N)
  kill -INT $pid
  wait $pid
  echo "exit code $?, after $(( ($(date +%s%N) - start) / 1000000 )) ms; left behind: $(cd "$out" && ls -A | grep ctrl-c | tr '\n' ' ')"
)
[ -e "$out/ctrl-c.cache" ] && [ ! -e "$out/ctrl-c.plan" ] || failed=1

if [ -n "$caches" ]; then
  echo; echo "## Engines from caches that were made without a GPU"
  java --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.log.tensorrt=error \
    -cp "$dist/trtcal.jar:$dist/lib/*:$dist/test-classes" dev.trtcal.gpu.CachesOnGpu "$golden" "$out" "$caches" || failed=1
fi

echo; echo "failed: $failed"
exit $failed
