#!/usr/bin/env bash
# Builds what the benchmarks call: build.sh DIR [JAVA_HOME]     (without JAVA_HOME: that of java on PATH)
set -euo pipefail
dir=${1:?usage: build.sh DIR [JAVA_HOME]}
java=${2:-${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}}
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$dir"
flags=(-O3 -std=c++17 -Wall -Wextra -I"$root/native/include" -I"$root/native/src")
here=$root/src/bench-native
g++ "${flags[@]}" -fPIC -shared -I"$java/include" -I"$java/include/linux" "$here/callbacks.cpp" "$here/copies.cpp" -ldl -o "$dir/libtrtcal_bench.so"
g++ "${flags[@]}" "$here/calibrate.cpp" -ldl -o "$dir/calibrate"
# JavaCPP's presets load the bindings of libraries that the calibrator never calls: empty ones under their names will do.
mkdir -p "$dir/stubs"
for name in libcublas.so.13 libcublasLt.so.13 libcudnn_graph.so.9 libcudnn_ops.so.9 libcudnn_adv.so.9 libcudnn_cnn.so.9 libnvrtc.so.13; do
  g++ -shared -o "$dir/stubs/$name" -Wl,-soname,$name -x c++ /dev/null
done
