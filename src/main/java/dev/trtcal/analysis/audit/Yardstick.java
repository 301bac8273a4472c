package dev.trtcal.analysis.audit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What images are held against a set by. In the network's feature space it tells how far an image
 * is from the set, where 1 is the distance that all but 1 % of the set's own images keep from the
 * nearest other one. Immutable; made once and used on any machine.
 */
public final class Yardstick implements Serializable {
  private static final long serialVersionUID = 1;
  private static final double USUAL = 0.99;

  /** Copies of an image, which must not make every other image seem far. */
  private static final double TWIN = 1e-9;

  private final Features scaling;
  private final float[][] inside;
  private final double usual;
  private final ArrayList<Fingerprint> prints;

  private Yardstick(Features scaling, float[][] inside, double usual, List<Fingerprint> prints) {
    this.scaling = scaling;
    this.inside = inside;
    this.usual = usual;
    this.prints = new ArrayList<>(prints);
  }

  /** Measures by a set: n (n - 1) distances. */
  public static Yardstick of(Activations set) {
    Features scaling = Features.scaling(set.features());
    float[][] inside = scaling.apply(set.features());
    double usual = Math.max(1e-9, Ordering.quantile(withinDistances(inside), USUAL));
    return new Yardstick(scaling, inside, usual, List.of());
  }

  /** The same, by which duplicates are looked for too: of the set's images and among the others. */
  public Yardstick with(List<Fingerprint> setsPrints) {
    return new Yardstick(scaling, inside, usual, setsPrints);
  }

  /** Whether duplicates are looked for. */
  public boolean looksForDuplicates() {
    return !prints.isEmpty();
  }

  /** How often other data hold the set's images. */
  Shared shared(List<Fingerprint> others) {
    return Shared.of(prints, others);
  }

  /** The distance of each image of other data, in their order. */
  double[] distances(Activations other) {
    double[] distances = KCenter.distances(scaling.apply(other.features()), inside);
    for (int i = 0; i < distances.length; i++) {
      distances[i] /= usual;
    }
    return distances;
  }

  private static double[] withinDistances(float[][] points) {
    double[] distances = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < points.length; j++) {
        double distance = Features.squaredDistance(points[i], points[j]);
        least = distance < TWIN ? least : Math.min(least, distance);
      }
      distances[i] = least < Double.POSITIVE_INFINITY ? Math.sqrt(least) : 0;
    }
    return distances;
  }
}
