package dev.trtcal;

/** What sets the range of the histograms that all algorithms but MinMax work on. */
public enum HistogramRange {
  /**
   * The first batch, and doublings where later ones exceed it, as TensorRT does; the result depends
   * on the order of the data and on the batch size.
   */
  FIRST_BATCH,

  /**
   * The largest magnitude of all the data, found in a pass of its own; the result depends neither
   * on the order of the data nor on the batch size. TensorRT's calibrators cannot do it.
   */
  WHOLE_SET
}
