#!/usr/bin/env bash
# Puts a release together from what a build made: the folder that a user unpacks and runs, and its archive.
#
#   bundle.sh TARGET VERSION TIMESTAMP     TARGET      the build's folder: trtcal.jar, lib, man
#                                          TIMESTAMP   of every file in the archive, as ISO 8601
#
# A release has the shim of both architectures; TRTCAL_REQUIRE_NATIVE=1 makes the build fail before it comes here without one, and
# here it is looked for again.
set -euo pipefail
target=${1:?usage: bundle.sh TARGET VERSION TIMESTAMP}
version=${2:?usage: bundle.sh TARGET VERSION TIMESTAMP}
timestamp=${3:?usage: bundle.sh TARGET VERSION TIMESTAMP}
here=$(cd "$(dirname "$0")" && pwd)
name=trtcal-$version
bundle=$target/$name

for architecture in x86_64 aarch64; do
  if ! unzip -l "$target/trtcal.jar" "native/linux-$architecture/libtrtcal.so" >/dev/null; then
    echo "error: $target/trtcal.jar has no shim for linux-$architecture; a release needs both (native/README.md)" >&2
    exit 1
  fi
done

rm -rf "$bundle"
mkdir -p "$bundle/bin" "$bundle/share/bash-completion/completions"
install -m 755 "$here/../trtcal" "$bundle/bin/trtcal"
install -m 644 "$target/trtcal.jar" "$here/../LICENSE" "$here/../CHANGELOG.md" "$bundle"
cp -r "$target/lib" "$bundle/lib"
if [ -d "$target/man/man1" ]; then
  mkdir -p "$bundle/share/man"
  cp -r "$target/man/man1" "$bundle/share/man/man1"
fi
"$bundle/bin/trtcal" completion >"$bundle/share/bash-completion/completions/trtcal"
chmod -R u=rwX,go=rX "$bundle"

tar --sort=name --mtime="$timestamp" --owner=0 --group=0 --numeric-owner -C "$target" -cf - "$name" | gzip -9n >"$target/$name.tar.gz"
echo "$target/$name.tar.gz"
