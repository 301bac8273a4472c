package dev.trtcal.analysis.tune;

import dev.trtcal.CalibrationResult;
import dev.trtcal.TensorRange;
import dev.trtcal.ValueHistogram;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What tuning found.
 *
 * @param calibration MinMax's, which holds every tensor that TensorRT calibrates; where nothing was
 *     chosen, its scales stay
 * @param ranges of every tensor, in the cache's order
 * @param choices the tensors whose scale is another than the start's, in the order chosen
 * @param keepFloat names of the layers to keep in FP16 or FP32, the most useful first; empty where
 *     INT8 holds the budget
 * @param scores how the rules and the search's settings do on both halves
 * @param result how the result does: one of these
 * @param holds whether the result holds the budget on the half that it was not chosen by
 * @param histograms of the values of each tensor that INT8 may quantize, by name, in the network's
 *     order; none of a tensor of zeros
 * @param notes what the reader should know besides, one sentence each
 */
public record Tuning(
    CalibrationResult calibration,
    List<TensorRange> ranges,
    List<Choice> choices,
    List<String> keepFloat,
    List<Standing> scores,
    Standing result,
    boolean holds,
    Map<String, ValueHistogram> histograms,
    List<String> notes) {
  public Tuning {
    Objects.requireNonNull(calibration, "calibration");
    ranges = List.copyOf(ranges);
    choices = List.copyOf(choices);
    keepFloat = List.copyOf(keepFloat);
    scores = List.copyOf(scores);
    Objects.requireNonNull(result, "result");
    histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
    notes = List.copyOf(notes);
  }

  /**
   * How one setting does.
   *
   * @param name the rule's, {@code tuned}, or {@code layers kept}
   * @param chosen on the half that the search looked at
   * @param checked on the other
   */
  public record Standing(String name, Score chosen, Score checked) {}
}
