/**
 * What the analyses share: an INT8 engine simulated on the CPU, what each of its tensors is set to,
 * and how far its outputs are from FP32's. Answers are records; nothing is formatted, no engine is
 * named. Start at {@link dev.trtcal.analysis.Simulation}.
 */
package dev.trtcal.analysis;
