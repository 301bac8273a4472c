package dev.trtcal.analysis.tune;

import dev.trtcal.CalibrationResult;
import dev.trtcal.TensorRange;
import java.util.List;
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
 * @param scores how the rules and the result do on both halves
 * @param holds whether the result holds the budget on the half that it was not chosen by
 * @param notes what the reader should know besides, one sentence each
 */
public record Tuning(
    CalibrationResult calibration,
    List<TensorRange> ranges,
    List<Choice> choices,
    List<String> keepFloat,
    List<Standing> scores,
    boolean holds,
    List<String> notes) {
  public Tuning {
    Objects.requireNonNull(calibration, "calibration");
    ranges = List.copyOf(ranges);
    choices = List.copyOf(choices);
    keepFloat = List.copyOf(keepFloat);
    scores = List.copyOf(scores);
    notes = List.copyOf(notes);
  }

  /**
   * How one setting does.
   *
   * @param name the rule's, {@code tuned}, or {@code tuned, layers kept}
   * @param chosen on the half that the search looked at
   * @param checked on the other
   */
  public record Standing(String name, Score chosen, Score checked) {}
}
