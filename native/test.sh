#!/usr/bin/env bash
# Runs the native tests of builds that build.sh made; where nothing was built there is nothing to run. Those of another
# architecture run under qemu-user; where that is missing they are skipped, which TRTCAL_REQUIRE_NATIVE=1 makes a failure.
#
#   test.sh BUILD...
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: test.sh BUILD..." >&2; exit 2; }

for build in "$@"; do
  [ -e "$build/CTestTestfile.cmake" ] || continue
  if grep -q '^TRTCAL_QEMU:.*NOTFOUND' "$build/CMakeCache.txt"; then
    echo "trtcal: no qemu-aarch64: the tests of the aarch64 shim are skipped (Debian: apt install qemu-user)" >&2
    if [ "${TRTCAL_REQUIRE_NATIVE:-0}" = 1 ]; then exit 1; fi
    continue
  fi
  ctest --test-dir "$build" --output-on-failure
done
