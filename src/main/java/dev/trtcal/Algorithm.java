package dev.trtcal;

import java.io.Serializable;

/**
 * How thresholds are derived from what was observed. MinMax, Entropy2, Entropy and Legacy are
 * TensorRT's calibrators; what each computes: docs/algorithms.md.
 */
public sealed interface Algorithm extends Serializable {

  /** T is the largest magnitude seen. */
  record MinMax() implements Algorithm {
    @Override
    public String id() {
      return "minmax";
    }
  }

  /**
   * T minimises the Kullback-Leibler divergence of the histogram before and after quantization;
   * measured before fusion.
   */
  record Entropy2() implements Algorithm {
    @Override
    public String id() {
      return "entropy2";
    }
  }

  /**
   * The same search as {@link Entropy2}, measured after TensorRT's layer fusion, hence on fewer
   * tensors.
   */
  record Entropy() implements Algorithm {
    @Override
    public String id() {
      return "entropy";
    }
  }

  /**
   * A quantile of the histogram, or where a line fitted to the logarithm of its counts reaches
   * zero; measured after fusion.
   *
   * @param quantile share of the values that T must cover, 0 to 1
   * @param cutoff share of the peak's log count down to which the line is fitted, 0 to 1; 1 means:
   *     the quantile alone
   */
  record Legacy(double quantile, double cutoff) implements Algorithm {
    public Legacy {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw new IllegalArgumentException("quantile " + quantile + " is not between 0 and 1");
      }
      if (!(cutoff >= 0 && cutoff <= 1)) {
        throw new IllegalArgumentException("cutoff " + cutoff + " is not between 0 and 1");
      }
    }

    @Override
    public String id() {
      return "legacy";
    }
  }

  /**
   * T is the magnitude that a share of the values does not exceed; measured before fusion. No
   * calibrator of TensorRT's.
   *
   * @param percent of the values that T covers, above 0 and up to 100
   */
  record Percentile(double percent) implements Algorithm {
    public Percentile {
      if (!(percent > 0 && percent <= 100)) {
        throw new IllegalArgumentException("percentile " + percent + " is not above 0, up to 100");
      }
    }

    @Override
    public String id() {
      return "percentile";
    }

    @Override
    public boolean isTensorRts() {
      return false;
    }
  }

  /**
   * T minimises the mean squared error of quantization; measured before fusion. No calibrator of
   * TensorRT's.
   */
  record Mse() implements Algorithm {
    @Override
    public String id() {
      return "mse";
    }

    @Override
    public boolean isTensorRts() {
      return false;
    }
  }

  /** Percentile's percentage where the user names none. */
  double DEFAULT_PERCENTILE = 99.99;

  /** Legacy's quantile where the user names none: TensorRT's samples use the same. */
  double DEFAULT_QUANTILE = 0.9999;

  /** Legacy's regression cutoff where the user names none: the quantile alone decides. */
  double DEFAULT_CUTOFF = 1.0;

  /**
   * The name that the command line and reports use: {@code minmax}, {@code entropy2}, {@code
   * entropy}, {@code legacy}, {@code percentile}, {@code mse}.
   */
  String id();

  /**
   * Whether it is one of TensorRT's calibrators. The others can only be computed without TensorRT;
   * their caches say MinMax, for a MinMax calibrator is what they are to be handed to TensorRT by.
   */
  default boolean isTensorRts() {
    return true;
  }

  static Algorithm minMax() {
    return new MinMax();
  }

  static Algorithm entropy2() {
    return new Entropy2();
  }

  static Algorithm entropy() {
    return new Entropy();
  }

  static Algorithm legacy(double quantile, double cutoff) {
    return new Legacy(quantile, cutoff);
  }

  static Algorithm percentile(double percent) {
    return new Percentile(percent);
  }

  static Algorithm mse() {
    return new Mse();
  }
}
