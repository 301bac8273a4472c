/**
 * The thresholds that none of TensorRT's calibrators finds: chosen tensor by tensor by what they do
 * to the network's output, on one half of the data, and checked on the other. Answers are records.
 * Start at {@link dev.trtcal.analysis.tune.Tuner}.
 */
package dev.trtcal.analysis.tune;
