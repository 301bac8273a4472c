#!/usr/bin/env bash
# Builds shim, stand-in and their tests with the compiler's sanitizers and runs the tests: once for wrong memory and undefined
# behaviour (leaks too), once for data races. The first finding ends the test that it is in.
#
#   sanitize.sh BUILD     BUILD   gets a build folder for each of the two
set -euo pipefail
build=${1:?usage: sanitize.sh BUILD}
here=$(cd "$(dirname "$0")" && pwd)

for sanitizers in address,undefined thread; do
  folder=$build/${sanitizers%%,*}
  mkdir -p "$folder"
  if ! {
    cmake -S "$here" -B "$folder" -DTRTCAL_SANITIZE="$sanitizers" &&
      cmake --build "$folder" --parallel 2
  } >"$folder.log" 2>&1; then
    cat "$folder.log" >&2
    exit 1
  fi
  echo "sanitizers: $sanitizers"
  ctest --test-dir "$folder" --output-on-failure
done
