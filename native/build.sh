#!/usr/bin/env bash
# Builds the shim, and the stand-in libraries that the tests run it against.
#
#   build.sh BUILD [CLASSES [ARCHITECTURE]]
#     BUILD          CMake's build folder
#     CLASSES        where the shim goes as a resource of the jar
#     ARCHITECTURE   of the machine that it is for: this one's by default; aarch64 is built on any with Debian's cross compiler
#
# TRTCAL_STANDIN=OFF (a user's own build): no stand-in, this machine's architecture only, and where the shim cannot be built the
# build goes on without it and says so, since the CPU engine works without it. ON (the default): what does not compile is a failure.
# Where CMake or a C++ compiler is missing nothing is built; with TRTCAL_REQUIRE_NATIVE=1 (continuous integration, a release) that
# is a failure too.
set -euo pipefail
build=${1:?usage: build.sh BUILD [CLASSES [ARCHITECTURE]]}
classes=${2:-}
host=$(uname -m)
architecture=${3:-$host}
here=$(cd "$(dirname "$0")" && pwd)
standin=${TRTCAL_STANDIN:-ON}

cross=()
if [ $# -ge 3 ]; then
  # Another machine's, beside this one's own, which a call without ARCHITECTURE builds.
  if [ "$architecture" = "$host" ] || [ "$standin" = OFF ]; then exit 0; fi
  cross=(-DCMAKE_TOOLCHAIN_FILE="$here/cmake/linux-$architecture.cmake")
  tools=(cmake "$architecture-linux-gnu-g++")
  advice="cmake g++-$architecture-linux-gnu"
else
  tools=(cmake c++)
  advice="cmake g++"
fi

for tool in "${tools[@]}"; do
  if ! command -v "$tool" >/dev/null; then
    echo "trtcal: no $tool: the TensorRT shim for linux-$architecture is not built and its tests are skipped (Debian: apt install $advice)" >&2
    if [ "${TRTCAL_REQUIRE_NATIVE:-0}" = 1 ]; then exit 1; else exit 0; fi
  fi
done

mkdir -p "$build"
if ! {
  cmake -S "$here" -B "$build" "${cross[@]}" -DCMAKE_BUILD_TYPE=Release -DTRTCAL_STANDIN="$standin" -DTRTCAL_TESTS="$standin" &&
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
  resource=$classes/native/linux-$architecture
  mkdir -p "$resource"
  cp "$build/libtrtcal.so" "$resource/"
fi
