#!/usr/bin/env bash
# Gathers what run.sh needs on a GPU host from a finished build.
#
#   dist.sh DIST [--bench]     --bench: and what bench.sh needs, once `mvn -Pjmh test-compile` has made it
set -euo pipefail
dist=${1:?usage: dist.sh DIST [--bench]}
root=$(cd "$(dirname "$0")/../../.." && pwd)
rm -rf "$dist"
mkdir -p "$dist/bin"
cp -r "$root/target/trtcal.jar" "$root/target/lib" "$root/target/test-classes" "$root/src/demo" "$root/src/test/gpu/run.sh" "$dist/"
cp "$root/trtcal" "$dist/bin/"
if [ "${2:-}" = --bench ]; then
  mkdir -p "$dist/bench"
  cp "$root/src/test/gpu/bench.sh" "$dist/"
  cp "$root"/src/bench-native/*.py "$root/src/bench-native/feed.cpp" "$dist/bench/"
  cp -r "$root/target/bench/native" "$root/target/bench/lib" "$dist/bench/"
  # libjpeg-turbo, which a bare host may lack.
  library=$(ldconfig -p | sed -n 's/.*libturbojpeg\.so\.0 .*=> //p' | head -1)
  if [ -n "$library" ] && [ -e /usr/include/turbojpeg.h ]; then
    mkdir -p "$dist/bench/turbojpeg"
    cp -L "$library" "$dist/bench/turbojpeg/libturbojpeg.so.0"
    cp /usr/include/turbojpeg.h "$dist/bench/turbojpeg/"
  fi
fi
