/**
 * How often a network is right, in FP32 and in INT8, and on which classes INT8 loses. Knows no
 * engine: whoever has scores adds them to a {@link dev.trtcal.analysis.evaluate.Scorer}. Start at
 * {@link dev.trtcal.analysis.evaluate.Evaluation}.
 */
package dev.trtcal.analysis.evaluate;
