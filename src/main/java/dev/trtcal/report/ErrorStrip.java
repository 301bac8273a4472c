package dev.trtcal.report;

import dev.trtcal.report.Section.Layer;
import dev.trtcal.report.Section.Strip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The network as a strip of tensors, coloured by the error of INT8. */
public final class ErrorStrip {
  /** Where the colours begin and end, in dB: rounding alone, and a third of the signal lost. */
  private static final double GOOD_DB = 40;

  private static final double BAD_DB = 5;

  private final List<Layer> layers = new ArrayList<>();

  /** An empty one. */
  public ErrorStrip() {}

  /**
   * Adds a tensor.
   *
   * @param sqnrDb signal over error; infinite where there is no error, which has the best colour
   * @param words what the reader should know of it
   */
  public void add(String name, double sqnrDb, String words) {
    boolean known = Double.isFinite(sqnrDb);
    String figure = known ? String.format(Locale.ROOT, "%.1f dB", sqnrDb) : "exact";
    layers.add(new Layer(name, known ? sqnrDb : GOOD_DB, figure + "; " + words));
  }

  /**
   * The tensors added, in their order.
   *
   * @param what the error is, for the caption
   */
  public Strip strip(String title, String what) {
    return new Strip(title, "signal over " + what + ", in dB", GOOD_DB, BAD_DB, layers);
  }
}
