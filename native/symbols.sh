#!/usr/bin/env bash
# Checks what a built shim asks of the system that it is loaded on: nothing newer than glibc 2.28 (Debian 10, RHEL 8, JetPack 5)
# and the libgcc_s of that time, no libstdc++, no library but the C library's own; and that it shows trtcal's functions only.
#
#   symbols.sh OBJDUMP LIBRARY     OBJDUMP   an objdump for the library's architecture
#
# Prints each finding and fails; where there is none it prints what the library needs.
set -euo pipefail
objdump=${1:?usage: symbols.sh OBJDUMP LIBRARY}
library=${2:?usage: symbols.sh OBJDUMP LIBRARY}
glibc=2.28
gcc=7.0.0

dynamic=$("$objdump" -p "$library")
symbols=$("$objdump" -T "$library")
needed=$(awk '$1 == "NEEDED" {print $2}' <<<"$dynamic")
# "0x06969194 0x00 11 GLIBC_2.14": the versions that the loader will ask for.
versions=$(awk '/^Version References:/ {inside = 1; next} /^$/ {inside = 0} inside && $1 ~ /^0x/ {print $4}' <<<"$dynamic" | sort -uV)
exported=$(awk '$1 ~ /^[0-9a-f]+$/ && $2 != "l" && !/\*UND\*/ {print $NF}' <<<"$symbols")

findings=()
newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }
for version in $versions; do
  case $version in
    GLIBC_[0-9]*) if newer "${version#GLIBC_}" $glibc; then findings+=("$version, newer than $glibc: $(awk -v v="($version)" '$0 ~ /\*UND\*/ && index($0, v) {printf " %s", $NF}' <<<"$symbols")"); fi ;;
    GCC_*) if newer "${version#GCC_}" $gcc; then findings+=("$version, newer than $gcc"); fi ;;
    *) findings+=("$version: not a version of glibc 2.x or libgcc_s") ;;
  esac
done
for name in $needed; do
  case $name in
    libc.so.6 | libdl.so.2 | libgcc_s.so.1 | libm.so.6 | libpthread.so.0 | ld-linux-*.so.*) ;;
    *) findings+=("needs $name") ;;
  esac
done
[ -n "$versions" ] || findings+=("no version references: is this the shim?")
grep -q '^trtcal_' <<<"$exported" || findings+=("exports no trtcal_ function: is this the shim?")
for name in $exported; do
  case $name in trtcal_*) ;; *) findings+=("exports $name") ;; esac
done

if [ ${#findings[@]} -gt 0 ]; then
  for finding in "${findings[@]}"; do echo "$library: $finding" >&2; done
  exit 1
fi
echo "$library: needs" $needed "with" $versions
