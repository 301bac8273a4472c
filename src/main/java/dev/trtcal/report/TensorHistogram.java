package dev.trtcal.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How often each magnitude occurred in one tensor, small enough for a page.
 *
 * @param name the tensor
 * @param width of a bin, in the tensor's own unit
 * @param counts occurrences of |x|, shape [bins]; bin i covers [i·width, (i+1)·width)
 * @param thresholds what to mark
 * @param caption one line beneath; may be empty
 * @param other a second distribution, drawn as a line over the first
 */
public record TensorHistogram(
    String name,
    double width,
    List<Long> counts,
    List<Mark> thresholds,
    String caption,
    Optional<Other> other) {
  /** Bins that a picture of a few hundred pixels can show. */
  static final int SHOWN = 256;

  public TensorHistogram {
    counts = List.copyOf(counts);
    thresholds = List.copyOf(thresholds);
    Objects.requireNonNull(other, "other");
  }

  /** With one distribution. */
  public TensorHistogram(
      String name, double width, List<Long> counts, List<Mark> thresholds, String caption) {
    this(name, width, counts, thresholds, caption, Optional.empty());
  }

  /**
   * Another distribution of the same tensor.
   *
   * @param label says which
   * @param width of a bin, in the tensor's own unit
   * @param counts occurrences of |x|, shape [bins]
   */
  public record Other(String label, double width, List<Long> counts) {
    public Other {
      counts = List.copyOf(counts);
    }
  }

  /** A threshold and what chose it. */
  public record Mark(String label, double value) {}

  /**
   * Leaves out the empty bins on top and merges neighbours until the bins can be shown.
   *
   * @param counts shape [bins]; not modified
   */
  public static TensorHistogram of(
      String name, double width, long[] counts, List<Mark> thresholds, String caption) {
    int used = counts.length;
    while (used > 1 && counts[used - 1] == 0) {
      used--;
    }
    int merged = 1;
    while ((used + merged - 1) / merged > SHOWN) {
      merged *= 2;
    }
    List<Long> shown = new ArrayList<>();
    for (int from = 0; from < used; from += merged) {
      long sum = 0;
      for (int i = from; i < Math.min(from + merged, used); i++) {
        sum += counts[i];
      }
      shown.add(sum);
    }
    return new TensorHistogram(name, width * merged, shown, thresholds, caption);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("width", Numbers.json(width));
    json.add("counts", array(counts));
    JsonArray marks = new JsonArray();
    for (Mark mark : thresholds) {
      JsonObject entry = new JsonObject();
      entry.addProperty("label", mark.label());
      entry.add("value", Numbers.json(mark.value()));
      marks.add(entry);
    }
    json.add("thresholds", marks);
    json.addProperty("caption", caption);
    other.ifPresent(
        second -> {
          JsonObject entry = new JsonObject();
          entry.addProperty("label", second.label());
          entry.add("width", Numbers.json(second.width()));
          entry.add("counts", array(second.counts()));
          json.add("other", entry);
        });
    return json;
  }

  private static JsonArray array(List<Long> counts) {
    JsonArray bins = new JsonArray();
    counts.forEach(bins::add);
    return bins;
  }
}
