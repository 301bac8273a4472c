package dev.trtcal.analysis.compare;

import dev.trtcal.Evidence;
import dev.trtcal.analysis.Switches;
import dev.trtcal.onnx.SimulatedModel;
import dev.trtcal.onnx.SimulatedProduct;
import dev.trtcal.onnx.SimulatedTensor;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells from a tensor's numbers what is wrong with it. The limits: docs/debugging.md. */
final class Diagnostician {
  /** From here on a threshold beyond the largest value wastes more than a bit. */
  private static final double WIDE = 2;

  /** Nearly all values on fewer levels than this have less than four bits and a sign. */
  private static final double FEW_LEVELS = 16;

  /** A channel that stays below this part of the range has less than four bits and a sign. */
  private static final double NARROW = 1.0 / 8;

  /** Weights whose channels differ less than this are no imbalance. */
  private static final double APART = 8;

  /** Above this the weights' rounding is what INT8 costs anyway. */
  private static final double FINE_DB = 30;

  private final SimulatedModel model;
  private final Map<String, Float> scales;
  private final Map<String, Evidence> evidence;
  private final Switches switches;

  Diagnostician(
      SimulatedModel model,
      Map<String, Float> scales,
      Map<String, Evidence> evidence,
      Switches switches) {
    this.model = model;
    this.scales = scales;
    this.evidence = evidence;
    this.switches = switches;
  }

  Diagnosis of(int index, TensorStatistics numbers) {
    SimulatedTensor tensor = model.tensors().get(index);
    if (tensor.int8() && !switches.isInt8(index)) {
      return withoutScale(tensor.name());
    }
    if (!switches.touches(index)) {
      return new Diagnosis(DiagnosisKind.FLOAT, "stays in floating point");
    }
    if (numbers.maxAbs() == 0) {
      return new Diagnosis(DiagnosisKind.DEAD, "is zero in every sample");
    }
    return quantized(tensor, numbers);
  }

  private Diagnosis withoutScale(String name) {
    Float scale = scales.get(name);
    return scale == null
        ? new Diagnosis(
            DiagnosisKind.MISSING_SCALE,
            "has no scale in the cache: it stays in floating point, and so does what reads it")
        : new Diagnosis(
            DiagnosisKind.UNUSABLE_SCALE, "has the scale " + scale + ", which nothing can use");
  }

  private Diagnosis quantized(SimulatedTensor tensor, TensorStatistics numbers) {
    double use = numbers.threshold() == 0 ? 1 : numbers.maxAbs() / numbers.threshold();
    boolean weightsWorst =
        numbers.weightShare() > numbers.clipShare() && numbers.weightShare() > numbers.roundShare();
    if (numbers.clipShare() > numbers.roundShare() && !weightsWorst) {
      return new Diagnosis(DiagnosisKind.CLIPPED, clipped(numbers, use) + tie(tensor.name()));
    }
    if (weightsWorst) {
      return weights(tensor, numbers);
    }
    if (use > 0 && use < 1 / WIDE) {
      return new Diagnosis(
          DiagnosisKind.TOO_WIDE,
          String.format(
              Locale.ROOT,
              "has a threshold of %.3g, %.1f times its largest value: %.0f of the 127 levels are"
                  + " used",
              numbers.threshold(),
              1 / use,
              Math.ceil(127 * use)));
    }
    int narrow = numbers.channelsBelow(NARROW);
    if (narrow * 2 > numbers.channels()) {
      return new Diagnosis(
          DiagnosisKind.CHANNELS,
          String.format(
              Locale.ROOT,
              "has channels of unlike range: %d of %d use less than an eighth of the one scale",
              narrow,
              numbers.channels()));
    }
    if (numbers.levels() < FEW_LEVELS) {
      return new Diagnosis(
          DiagnosisKind.COARSE,
          String.format(
              Locale.ROOT,
              "is coarse: outliers up to %.3g leave %.0f of the 127 levels to 99 %% of its values",
              numbers.maxAbs(),
              Math.ceil(numbers.levels())));
    }
    return new Diagnosis(
        DiagnosisKind.ROUNDING,
        String.format(Locale.ROOT, "is rounded, to %.1f dB", numbers.ownSqnrDb()));
  }

  private static String clipped(TensorStatistics numbers, double use) {
    return String.format(
        Locale.ROOT,
        "clips %.0f %% of its range: values beyond %.3g saturate, up to %.3g; %s of all values",
        100 * (1 - 1 / use),
        numbers.threshold(),
        numbers.maxAbs(),
        numbers.clipRatio() < 1e-4
            ? "less than 0.01 %"
            : String.format(Locale.ROOT, "%.2f %%", 100 * numbers.clipRatio()));
  }

  private String tie(String name) {
    Evidence known = evidence.get(name);
    return known != null && known.nearTie()
        ? String.format(
            Locale.ROOT,
            "; the search chose it over %.3g by a hair",
            known.runnerUp().getAsDouble())
        : "";
  }

  private Diagnosis weights(SimulatedTensor tensor, TensorStatistics numbers) {
    SimulatedProduct worst = null;
    double widest = 0;
    for (int index : tensor.products()) {
      SimulatedProduct product = model.products().get(index);
      double apart = spread(product.channelMax());
      if (worst == null || apart > widest) {
        worst = product;
        widest = apart;
      }
    }
    String layer = worst == null ? "its layer" : worst.node();
    String text =
        String.format(
            Locale.ROOT,
            "loses most to the weights of %s%s: %.1f dB",
            layer,
            worst != null && worst.depthwise() ? ", which is depthwise" : "",
            numbers.ownSqnrDb());
    if (widest > APART) {
      text +=
          String.format(Locale.ROOT, "; its channels' ranges differ by a factor of %.0f", widest);
    }
    return new Diagnosis(
        numbers.ownSqnrDb() < FINE_DB ? DiagnosisKind.WEIGHTS : DiagnosisKind.ROUNDING, text);
  }

  private static double spread(List<Float> channelMax) {
    float least = Collections.min(channelMax);
    return least == 0 ? 1 : Collections.max(channelMax) / (double) least;
  }
}
