#!/usr/bin/env bash
# Gathers what run.sh needs on a GPU host from a finished build.
#
#   dist.sh DIST
set -euo pipefail
dist=${1:?usage: dist.sh DIST}
root=$(cd "$(dirname "$0")/../../.." && pwd)
rm -rf "$dist"
mkdir -p "$dist"
cp -r "$root/target/trtcal.jar" "$root/target/lib" "$root/target/test-classes" "$root/src/demo" "$root/src/test/gpu/run.sh" "$dist/"
