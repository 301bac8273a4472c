package dev.trtcal.analysis.compare;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A tensor between fused layers, in INT8 against FP32.
 *
 * @param name as TensorRT names it
 * @param layers names of the layers fused to compute it, products first; empty for an input
 * @param int8 whether it is handed on as INT8
 * @param threshold values beyond ±threshold saturate; in the tensor's own unit; 0 where it is not
 *     quantized
 * @param maxAbs largest magnitude in FP32
 * @param ownSqnrDb signal over the error that this layer alone adds, its inputs being FP32; in dB,
 *     infinite where there is none, NaN where it was not measured
 * @param sqnrDb signal over the error that has piled up here, likewise
 * @param cosine of the values in INT8 and in FP32
 * @param maxError largest difference between the two, in the tensor's own unit
 * @param clipRatio share of the FP32 values beyond the threshold, 0 to 1
 * @param rangeUse largest magnitude over the threshold; above 1 where values are clipped
 * @param levels of the 127 that the smallest 99 % of the magnitudes use
 * @param lossAlone loss of the network's output when this tensor alone is quantized, and the
 *     weights before it; empty where it was not measured
 * @param lossWithout loss of the output when everything but that is quantized; likewise
 * @param fp32 magnitudes in FP32
 * @param quantized magnitudes in the INT8 network
 */
public record TensorComparison(
    String name,
    List<String> layers,
    boolean int8,
    double threshold,
    double maxAbs,
    double ownSqnrDb,
    double sqnrDb,
    double cosine,
    double maxError,
    double clipRatio,
    double rangeUse,
    double levels,
    OptionalDouble lossAlone,
    OptionalDouble lossWithout,
    Diagnosis diagnosis,
    Bins fp32,
    Bins quantized) {
  public TensorComparison {
    Objects.requireNonNull(name, "name");
    layers = List.copyOf(layers);
    Objects.requireNonNull(lossAlone, "lossAlone");
    Objects.requireNonNull(lossWithout, "lossWithout");
    Objects.requireNonNull(diagnosis, "diagnosis");
  }
}
