#!/usr/bin/env bash
# Makes the Panama bindings again: bindings/args/NAME.args -> bindings/java/dev/trtcal/bindings/NAME.
#
#   jextract.sh           wipes the generated packages and makes them anew
#   jextract.sh --check   makes them in a temporary folder and fails when the committed ones differ
#
# Needs jextract on PATH or in $JEXTRACT, NVIDIA's CUDA runtime headers ($CUDA_HOME/include, by default
# /usr/local/cuda/include), and libjpeg-turbo's turbojpeg.h (Debian: libturbojpeg0-dev). bindings/VERSIONS says which
# versions the committed code was made with; another jextract may spell the same bindings differently.
#
# jextract ignores a name that it does not find, in silence; so this script checks that each symbol asked for came out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jextract=${JEXTRACT:-jextract}
cuda=${CUDA_HOME:-/usr/local/cuda}/include

if ! command -v "$jextract" >/dev/null; then
  echo "jextract.sh: no jextract: put it on PATH or name it in \$JEXTRACT; builds are at jdk.java.net/jextract, sources at github.com/openjdk/jextract" >&2
  exit 3
fi
if [ ! -e "$cuda/cuda_runtime_api.h" ]; then
  echo "jextract.sh: no $cuda/cuda_runtime_api.h: set CUDA_HOME to a CUDA toolkit" >&2
  exit 3
fi

generate() { # NAME HEADER OUTPUT [OPTION...]
  local name=$1 header=$2 out=$3 args=$here/bindings/args/$1.args
  "$jextract" --output "$out" "${@:4}" "@$args" "$header"
  local missing=0 symbol
  for symbol in $(sed -nE 's/^--include-[a-z]+ //p' "$args"); do
    if ! grep -rqw "$symbol" "$out/dev/trtcal/bindings/$name"; then
      echo "jextract.sh: $name: $symbol was asked for and did not come out" >&2
      missing=1
    fi
  done
  return $missing
}

generate_all() {
  generate shim "$here/native/include/trtcal.h" "$1"
  generate cudart "$here/bindings/headers/cudart.h" "$1" -I "$cuda"
  generate ort "$here/bindings/headers/onnxruntime.h" "$1"
  generate turbojpeg "$here/bindings/headers/libturbojpeg.h" "$1"
}

if [ "${1:-}" = --check ]; then
  fresh=$(mktemp -d)
  trap 'rm -rf "$fresh"' EXIT
  generate_all "$fresh"
  if diff -r "$fresh" "$here/bindings/java"; then
    echo "bindings are up to date"
  else
    echo "jextract.sh: the committed bindings differ from a new run; run ./jextract.sh and commit" >&2
    exit 1
  fi
else
  rm -rf "$here/bindings/java"
  generate_all "$here/bindings/java"
fi
