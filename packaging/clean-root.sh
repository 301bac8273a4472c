#!/usr/bin/env bash
# Shows that an image (image.sh) needs nothing of a system but its C and C++ libraries: runs `trtcal doctor` and the demo in a root
# that has nothing else. Needs root, for chroot.
#
#   clean-root.sh IMAGE [ROOT]     ROOT   a root to use, such as debootstrap makes; without it one is made of the libraries that
#                                         the image's programs are linked to, a shell, and what the launcher calls
set -euo pipefail
image=$(readlink -f "${1:?usage: clean-root.sh IMAGE [ROOT]}")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
root=${2:-$work/root}
# --one-file-system: nothing is removed through a mount that would not go.
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT

if [ $# -lt 2 ]; then
  mkdir -p "$root"/{bin,dev,etc,proc,root,tmp,usr}
  ln -s ../bin "$root/usr/bin"
  mknod -m 666 "$root/dev/null" c 1 3
  mknod -m 666 "$root/dev/urandom" c 1 9
  programs=(bash cksum dirname env mkdir mv readlink rm sed)
  for program in "${programs[@]}"; do cp -L "$(command -v "$program")" "$root/bin/"; done
  unzip -q -o "$image"/lib/onnxruntime-*.jar 'ai/onnxruntime/native/linux-x64/libonnxruntime.so' -d "$work/ort"
  # ldd has no answer for a file that is no program.
  find "$root/bin" "$image/bin" "$image/lib" "$work/ort" -type f \( -perm -u+x -o -name '*.so' \) -print0 |
    { xargs -0 ldd 2>/dev/null || true; } | awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\/lib.*ld-linux/ {print $1}' |
    grep -v "^$image/" | sort -u |
    while read -r library; do
      mkdir -p "$root$(dirname "$library")"
      cp -L "$library" "$root$library"
    done
fi

# The dynamic loader asks /proc where a program lies, to find its libraries beside it.
mount -t proc proc "$root/proc"

demo=$root/demo
rm -rf "$root/opt/trtcal" "$demo"
mkdir -p "$root/opt" "$demo"
cp -a "$image" "$root/opt/trtcal"
cp -r "$here"/src/demo/* "$demo/"

in_root() { env -i HOME=/root PATH=/bin:/usr/bin LC_ALL=C "$(command -v chroot)" "$root" /opt/trtcal/bin/trtcal "$@"; }
echo "root: $(find "$root" -xdev -name '*.so*' -path '*lib*' -not -path '*/opt/trtcal/*' | wc -l) libraries of the system"
in_root --version
# 3 says that TensorRT and a GPU are missing, which is so.
in_root doctor && code=0 || code=$?
if [ $code -ne 0 ] && [ $code -ne 3 ]; then exit 1; fi
in_root calibrate /demo/fashion_resnet.onnx --images /demo/images --mean 0.2860 --std 0.3530 --cache /demo/demo.cache
in_root inspect /demo/demo.cache
test -s "$demo/demo.cache"
