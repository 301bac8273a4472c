#!/usr/bin/env bash
# Makes an image that needs no Java: an unpacked release (bundle.sh) with a runtime of the JDK's modules that it uses.
#
#   image.sh BUNDLE IMAGE     BUNDLE   an unpacked release
#                             IMAGE    the folder to make; IMAGE/bin/trtcal runs it
#
# JAVA_HOME is a JDK >= 22; the image is for its operating system and architecture.
set -euo pipefail
bundle=${1:?usage: image.sh BUNDLE IMAGE}
image=${2:?usage: image.sh BUNDLE IMAGE}
java_home=${JAVA_HOME:?image.sh: set JAVA_HOME to a JDK 22 or newer}

# What the classes say that they use, read as on a class path; beside it zip files as file systems.
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
unzip -q "$bundle/trtcal.jar" -d "$classes"
rm "$classes/module-info.class"
modules=$("$java_home/bin/jdeps" --multi-release 22 --ignore-missing-deps --recursive --print-module-deps \
  --class-path "$bundle/lib/*" "$classes"),jdk.zipfs

rm -rf "$image"
"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 --output "$image"
cp -r "$bundle/." "$image/"
# The JVM's own archive of its classes, which jlink leaves to the first start.
"$image/bin/java" -Xshare:dump -XX:+UseSerialGC >/dev/null
# And from Java 25 on what it finds out in a rehearsal, which the launcher takes: a container would make it at every start.
if [ "$(sed -nE 's/^JAVA_VERSION="([0-9]+).*/\1/p' "$image/release")" -ge 25 ]; then
  "$image/bin/java" -XX:+UseSerialGC -XX:AOTCacheOutput="$image/start.aot" -cp "$image/trtcal.jar" dev.trtcal.cli.Rehearsal >/dev/null 2>&1
  # Older than the jar it would be taken for another jar's.
  touch "$image/start.aot"
fi
echo "$image: $(du -sh "$image" | cut -f 1), $modules"
