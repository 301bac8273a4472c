#!/usr/bin/env bash
# The benchmarks that want a GPU host, and those that are better run on its many cores: docs/performance.md.
#
#   bench.sh DIST OUT [callback|copies|whole|cpu|feed|overlap ...]     DIST  made by dist.sh --bench
#                                                              OUT   where the JSON files, the table and the chart go
#
# Needs what run.sh needs, besides python3 with onnxruntime, NumPy and Pillow for what they are compared with. About 8 minutes.
set -uo pipefail
dist=$(realpath "${1:?usage: bench.sh DIST OUT [PART ...]}"); out=${2:?usage: bench.sh DIST OUT [PART ...]}; shift 2
mkdir -p "$out"; out=$(realpath "$out"); failed=0
parts=${*:-callback copies whole cpu feed overlap}
java=(java --enable-native-access=ALL-UNNAMED -Dtrtcal.bench="$dist/bench/native/libtrtcal_bench.so" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
  ${TRTCAL_BENCH_OPTIONS:-})
class_path="$(echo "$dist"/bench/lib/*.jar | tr ' ' :):$dist/trtcal.jar:$(echo "$dist"/lib/*.jar | tr ' ' :):$dist/test-classes"
bench() { "${java[@]}" ${turbojpeg:-} -cp "$class_path" "$@"; }
wants() { case " $parts " in *" $1 "*) echo; echo "## $1 ($(date -u +%T))" ;; *) false ;; esac; }
golden=$dist/test-classes/golden

# What every JDK has and a runtime of jlink's lacks: the archive of its own classes.
java -Xshare:dump >/dev/null 2>&1

lscpu | grep -E "Model name|^CPU\(s\)|Thread"
command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version --format=csv,noheader

if wants callback; then
  bench dev.trtcal.cli.InTurns callback "$out/callback.json" || failed=1
  bench dev.trtcal.cli.InTurns fill "$out/fill.json" 100 || failed=1
fi
if wants copies; then
  bench dev.trtcal.cli.CopyBench "$out/copies.json" 9 || failed=1
fi
if wants whole; then
  for rounds in ${TRTCAL_BENCH_WHOLE:-fashion_resnet=4 fashion_mobile=1}; do
    model=${rounds%=*}
    echo "# $model"
    bench dev.trtcal.cli.WholeBench "$golden/$model/model_batch32.onnx" "$golden/fashion_data/calib512.npy" "$out/whole.$model.json" \
      "${rounds#*=}" || failed=1
  done
fi
if wants cpu; then
  "$dist/bin/trtcal" --version || failed=1 # whose first start prepares the others
  for model in fashion_resnet fashion_mobile; do
    bench dev.trtcal.onnx.AugmentedModel "$golden/$model/model_batch32.onnx" "$out/$model.minmax.onnx" "$out/$model.entropy.onnx" &&
      GLIBC_TUNABLES=glibc.malloc.hugetlb=1 python3 "$dist/bench/against_ort.py" "$dist/bin/trtcal" "$golden/$model/model_batch32.onnx" \
        "$golden/fashion_data/calib512.npy" ${TRTCAL_BENCH_METHODS:-minmax=2,minmax=16,entropy2=4} "$out/cpu.$model.json" "$out/$model.minmax.onnx" "$out/$model.entropy.onnx" || failed=1
  done
fi
if wants feed && [ -e "$dist/bench/turbojpeg/libturbojpeg.so.0" ]; then
  turbojpeg=-Dtrtcal.turbojpeg=$dist/bench/turbojpeg/libturbojpeg.so.0
  export LD_LIBRARY_PATH=$dist/bench/turbojpeg:${LD_LIBRARY_PATH:-}
  ln -sf libturbojpeg.so.0 "$dist/bench/turbojpeg/libturbojpeg.so"
  g++ -O3 -march=native -std=c++17 -pthread -I"$dist/bench/turbojpeg" "$dist/bench/feed.cpp" -o "$out/feed" -L"$dist/bench/turbojpeg" -lturbojpeg || failed=1
  printf '#!/bin/sh\nexec java -Dtrtcal.turbojpeg=%s -jar %s "$@"\n' "$dist/bench/turbojpeg/libturbojpeg.so.0" "$dist/trtcal.jar" > "$out/trtcal"
  chmod +x "$out/trtcal"
  [ -d "$out/small" ] || python3 "$dist/bench/images.py" "$out/small" 500x375 ${TRTCAL_BENCH_IMAGES:-1500}
  threads=$(nproc)
  "$out/trtcal" bench feed --images "$out/small" --threads "$threads" --native "$out/feed" --rounds "${ROUNDS:-7}" --json > "$out/feed.json" || failed=1
  cat "$out/feed.json"; echo
  python3 "$dist/bench/feed_pillow.py" "$out/small" "$threads" "$out/trtcal" || failed=1
  for cores in 0 0,1; do
    count=$(( (${#cores} + 1) / 2 ))
    taskset -c $cores "$out/trtcal" bench feed --images "$out/small" --threads $count --native "$out/feed" --rounds 3 || failed=1
    ROUNDS=3 taskset -c $cores python3 "$dist/bench/feed_pillow.py" "$out/small" $count "$out/trtcal" || failed=1
  done
fi
if wants overlap && [ -d "$out/small" ]; then
  bench dev.trtcal.cli.OverlapBench "$out/small" "$out/overlap.json" || failed=1
fi
bench dev.trtcal.cli.BenchChart "$out/chart.svg" "$out"/*.json || failed=1
echo; echo "failed: $failed"
exit $failed
