#!/usr/bin/env bash
# Builds the shim, and the stand-in libraries that the tests run it against.
#
#   build.sh BUILD [CLASSES]   BUILD    CMake's build folder
#                              CLASSES  where the shim goes as a resource of the jar
#
# TRTCAL_STANDIN=OFF (a user's own build): no stand-in, and where the shim cannot be built the build goes on without it and says
# so, since the CPU engine works without it. ON (the default): what does not compile is a failure.
# Where CMake or a C++ compiler is missing nothing is built; with TRTCAL_REQUIRE_NATIVE=1 (continuous integration) that is a
# failure too.
set -euo pipefail
build=${1:?usage: build.sh BUILD [CLASSES]}
classes=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
standin=${TRTCAL_STANDIN:-ON}

for tool in cmake c++; do
  if ! command -v "$tool" >/dev/null; then
    echo "trtcal: no $tool: the TensorRT shim is not built and its tests are skipped (Debian: apt install cmake g++)" >&2
    if [ "${TRTCAL_REQUIRE_NATIVE:-0}" = 1 ]; then exit 1; else exit 0; fi
  fi
done

mkdir -p "$build"
if ! {
  cmake -S "$here" -B "$build" -DCMAKE_BUILD_TYPE=Release -DTRTCAL_STANDIN="$standin" -DTRTCAL_TESTS="$standin" &&
    cmake --build "$build" --parallel 2
} >"$build.log" 2>&1; then
  if [ "$standin" = OFF ]; then
    echo "trtcal: the TensorRT shim cannot be built here, $build.log says why; the CPU engine works without it" >&2
    exit 0
  fi
  cat "$build.log" >&2
  exit 1
fi

if [ -n "$classes" ]; then
  resource=$classes/native/linux-$(uname -m)
  mkdir -p "$resource"
  cp "$build/libtrtcal.so" "$resource/"
fi
