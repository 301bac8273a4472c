/**
 * The calibrators' arithmetic: values in, thresholds out, as docs/algorithms.md describes
 * TensorRT's own. Depends on nothing but the JDK's arrays and buffers, so that the rules can be
 * tested against TensorRT's histograms with no network at all. Start at {@link
 * dev.trtcal.algorithm.Histogram}.
 */
package dev.trtcal.algorithm;
