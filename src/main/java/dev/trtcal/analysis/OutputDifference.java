package dev.trtcal.analysis;

/**
 * How far one run's outputs are from another's, over all samples added. Sums are taken in the order
 * of the samples, so the same samples give the same numbers.
 */
public final class OutputDifference {
  private long samples;
  private long agreeing;
  private boolean classes = true;
  private double noise;
  private double signal;
  private double divergence;

  /** Of no samples yet. */
  public OutputDifference() {}

  /**
   * Adds a batch.
   *
   * @param reference what FP32 answers, sample after sample
   * @param other what is held against it, of the same length; neither is modified
   * @param count samples in the batch, at least 1
   */
  public void add(float[] reference, float[] other, int count) {
    int width = reference.length / count;
    classes &= width > 1 && width * count == reference.length;
    for (int i = 0; i < reference.length; i++) {
      double error = (double) reference[i] - other[i];
      noise += error * error;
      signal += (double) reference[i] * reference[i];
    }
    samples += count;
    if (!classes) {
      return;
    }
    boolean probabilities = Logits.areProbabilities(reference, width);
    for (int sample = 0; sample < count; sample++) {
      int from = sample * width;
      divergence += Logits.divergence(reference, other, from, width, probabilities);
      boolean same = Logits.best(reference, from, width) == Logits.best(other, from, width);
      agreeing += same ? 1 : 0;
    }
  }

  /** Samples added. */
  public long samples() {
    return samples;
  }

  /** Whether each sample's outputs can be read as scores of classes: two values or more. */
  public boolean ofClasses() {
    return classes;
  }

  /** Share of the samples whose largest output is the same, 0 to 1; 1 where there is but one. */
  public double agreement() {
    return classes && samples > 0 ? (double) agreeing / samples : 1;
  }

  /** Root of the squared error over the squared reference, dimensionless. */
  public double relativeError() {
    return signal == 0 ? (noise == 0 ? 0 : Double.POSITIVE_INFINITY) : Math.sqrt(noise / signal);
  }

  /**
   * What a search brings down: for classes the mean Kullback-Leibler divergence of the two answers
   * as probabilities, in nats a sample; for other outputs the squared relative error.
   */
  public double loss() {
    double relative = relativeError();
    return classes && samples > 0 ? divergence / samples : relative * relative;
  }
}
