package dev.trtcal.gpu;

import dev.trtcal.ProgressListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers TensorRT's phases as a tree of kinds, a kind being a name without its numbers. */
final class PhaseTree implements ProgressListener {
  private final Map<String, Integer> depths = new LinkedHashMap<>();
  private final Map<String, long[]> kinds = new LinkedHashMap<>();

  @Override
  public void progress(String phase, long done, long total) {
    // TensorRT's parts only.
  }

  @Override
  public synchronized void part(String part, String of, long done, long total) {
    if (done > 0) {
      return;
    }
    int depth = of.isEmpty() ? 0 : depths.getOrDefault(of, 0) + 1;
    depths.put(part, depth);
    String kind = part.replaceAll("\\d+", "#");
    String shown = kind.length() > 90 ? kind.substring(0, 90) + "…" : kind;
    long[] counts = kinds.computeIfAbsent("  ".repeat(depth) + shown, key -> new long[2]);
    counts[0]++;
    counts[1] = Math.max(counts[1], total);
  }

  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    kinds.forEach((kind, counts) -> lines.add(kind + " (" + counts[0] + ", " + counts[1] + ")"));
    return lines.size() <= 60 ? lines : lines.subList(0, 60);
  }
}
