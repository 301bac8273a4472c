package dev.trtcal.analysis.compare;

import java.util.Map;
import java.util.Objects;

/**
 * A comparison of real engines.
 *
 * @param engine what computed it, in words
 * @param comparison as the simulation's, without what takes runs of its own: what a layer adds by
 *     itself is NaN, what single tensors cost the output is empty, and so are the causes
 * @param unseen tensors that no engine showed, and why, in words
 */
public record EngineComparison(String engine, Comparison comparison, Map<String, String> unseen) {
  public EngineComparison {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(comparison, "comparison");
  }
}
