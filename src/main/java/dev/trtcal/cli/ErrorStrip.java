package dev.trtcal.cli;

import dev.trtcal.ValueHistogram;
import dev.trtcal.report.Section.Layer;
import dev.trtcal.report.Section.Strip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The network as a strip of tensors, coloured by the error of INT8. */
final class ErrorStrip {
  /** Where the colours begin and end, in dB: rounding alone, and a third of the signal lost. */
  private static final double GOOD_DB = 40;

  private static final double BAD_DB = 5;

  private final List<Layer> layers = new ArrayList<>();

  /**
   * Adds a tensor.
   *
   * @param sqnrDb signal over error; infinite where there is no error, which has the best colour
   * @param words what the reader should know of it
   */
  void add(String name, double sqnrDb, String words) {
    boolean known = Double.isFinite(sqnrDb);
    String figure = known ? String.format(Locale.ROOT, "%.1f dB", sqnrDb) : "exact";
    layers.add(new Layer(name, known ? sqnrDb : GOOD_DB, figure + "; " + words));
  }

  /**
   * @param what the error is, for the caption
   */
  Strip strip(String title, String what) {
    return new Strip(title, "signal over " + what + ", in dB", GOOD_DB, BAD_DB, layers);
  }

  /**
   * Signal over the error of quantizing a tensor by itself, in dB: a twelfth of the squared scale
   * where a value is rounded, and what lies beyond the threshold where it saturates.
   *
   * @param threshold above 0
   */
  static double sqnrDb(ValueHistogram values, double threshold) {
    double scale = threshold / 127;
    double signal = 0;
    double noise = 0;
    long[] counts = values.counts();
    for (int bin = 0; bin < counts.length; bin++) {
      double x = (bin + 0.5) * values.width();
      double beyond = Math.max(0, x - threshold);
      signal += counts[bin] * x * x;
      noise += counts[bin] * (beyond > 0 ? beyond * beyond : scale * scale / 12);
    }
    return 10 * Math.log10(signal / noise);
  }
}
