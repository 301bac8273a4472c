/**
 * Where the accuracy went: each fused layer of an INT8 engine held against FP32, what is wrong with
 * it, and what that costs. Answers are records; nothing is formatted. Start at {@link
 * dev.trtcal.analysis.compare.Comparer}.
 */
package dev.trtcal.analysis.compare;
