#!/usr/bin/env bash
# Builds the shim, and the stand-in libraries that the tests run it against.
#
#   build.sh BUILD [CLASSES]   BUILD    CMake's build folder
#                              CLASSES  where the shim goes as a resource of the jar
#
# Where CMake or a C++ compiler is missing nothing is built, which is said: the CPU engine works without the shim.
# With TRTCAL_REQUIRE_NATIVE=1 (continuous integration) that is a failure.
set -euo pipefail
build=${1:?usage: build.sh BUILD [CLASSES]}
classes=${2:-}
here=$(cd "$(dirname "$0")" && pwd)

for tool in cmake c++; do
  if ! command -v "$tool" >/dev/null; then
    echo "trtcal: no $tool: the TensorRT shim is not built and its tests are skipped (Debian: apt install cmake g++)" >&2
    if [ "${TRTCAL_REQUIRE_NATIVE:-0}" = 1 ]; then exit 1; else exit 0; fi
  fi
done

mkdir -p "$build"
cmake -S "$here" -B "$build" -DCMAKE_BUILD_TYPE=Release -DTRTCAL_STANDIN="${TRTCAL_STANDIN:-ON}" -DTRTCAL_TESTS="${TRTCAL_STANDIN:-ON}" >"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }
cmake --build "$build" --parallel 2 >>"$build.log" 2>&1 || { cat "$build.log" >&2; exit 1; }

if [ -n "$classes" ]; then
  resource=$classes/native/linux-$(uname -m)
  mkdir -p "$resource"
  cp "$build/libtrtcal.so" "$resource/"
fi
