package dev.trtcal.image;

import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of the sizes met last; a data set has few, and often one. For one thread. */
final class WeightCache {
  private static final int MOST = 64;

  private record Key(int in, int out, ResizeFilter filter, int from, int to) {}

  private final Map<Key, ResizeWeights> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ResizeWeights> eldest) {
          return size() > MOST;
        }
      };

  ResizeWeights of(int in, int out, ResizeFilter filter, int from, int to) {
    Key key = new Key(in, out, filter, from, to);
    ResizeWeights weights = known.get(key);
    if (weights == null) {
      weights = ResizeWeights.of(in, out, filter, from, to);
      known.put(key, weights);
    }
    return weights;
  }
}
