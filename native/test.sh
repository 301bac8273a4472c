#!/usr/bin/env bash
# Runs the native tests of a build that build.sh made; where nothing was built there is nothing to run.
#
#   test.sh BUILD
set -euo pipefail
build=${1:?usage: test.sh BUILD}
[ -e "$build/CTestTestfile.cmake" ] || exit 0
ctest --test-dir "$build" --output-on-failure
