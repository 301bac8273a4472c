package dev.trtcal;

/** What sets the range of the histograms that all algorithms but MinMax work on. */
public enum HistogramRange {
  /**
   * The first batch, and doublings where later ones exceed it, as TensorRT does; the result depends
   * on the order of the data and on the batch size.
   */
  FIRST_BATCH,

  /**
   * The least power of two beyond all magnitudes of all the data, to which bins are merged in pairs
   * as the range grows; the result depends neither on the order of the data nor on the batch size.
   * TensorRT's calibrators cannot do it.
   */
  WHOLE_SET
}
