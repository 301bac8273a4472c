#!/usr/bin/env bash
# Builds a release twice, from two copies of what is committed, in two folders, and compares what came out byte by byte.
#
#   reproducible.sh
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for copy in one another; do
  mkdir -p "$work/$copy"
  git -C "$here" archive HEAD | tar -C "$work/$copy" -xf -
done
for copy in one another; do
  # Without the compiler's checks, which change no byte.
  (cd "$work/$copy" && mvn -B -q -P'!checks,release' -Dnative.standin=ON -DskipTests package >&2)
done

(cd "$work/one/target" && ls trtcal*.jar trtcal-sbom.json trtcal-*.tar.gz) | while read -r file; do
  cmp "$work/one/target/$file" "$work/another/target/$file"
  sha256sum "$work/one/target/$file" | sed "s| .*/| |"
done
