package dev.trtcal.analysis.audit;

import java.util.List;
import java.util.Optional;

/**
 * What a network made of a set of images; everything the audit asks is answered from it, so that
 * each image is computed once.
 */
public final class Activations {
  private final List<String> origins;
  private final List<TensorStatistics> tensors;
  private final int[] chunks;
  private final int batchSize;
  private final float[][] features;
  private final Optional<Classes> classes;
  private final Optional<InputValues> input;
  private final List<String> notes;

  /**
   * The classes that the network takes the images for.
   *
   * @param count classes that it knows
   * @param answers class of each image
   */
  record Classes(int count, List<Integer> answers) {
    Classes {
      answers = List.copyOf(answers);
    }
  }

  Activations(
      List<String> origins,
      List<TensorStatistics> tensors,
      int[] chunks,
      int batchSize,
      float[][] features,
      Optional<Classes> classes,
      Optional<InputValues> input,
      List<String> notes) {
    this.origins = List.copyOf(origins);
    this.tensors = List.copyOf(tensors);
    this.chunks = chunks;
    this.batchSize = batchSize;
    this.features = features;
    this.classes = classes;
    this.input = input;
    this.notes = List.copyOf(notes);
  }

  /** Images that were computed. */
  public int images() {
    return origins.size();
  }

  /** Where each image comes from, in order. */
  public List<String> origins() {
    return origins;
  }

  /** The tensors that TensorRT's MinMax and Entropy2 calibrate and that depend on the data. */
  public List<String> tensorNames() {
    return tensors.stream().map(TensorStatistics::name).toList();
  }

  /** What the user should know of how it was observed. */
  public List<String> notes() {
    return notes;
  }

  /** Tensors that hold anything but zeros; the others have no scale to speak of. */
  List<TensorStatistics> tensors() {
    return tensors.stream().filter(tensor -> tensor.max() > 0).toList();
  }

  /** All observed tensors, those of zeros too. */
  List<TensorStatistics> allTensors() {
    return tensors;
  }

  /** The random part of the set that each image belongs to. */
  int[] chunks() {
    return chunks;
  }

  int batchSize() {
    return batchSize;
  }

  /** A point of the network's feature space for each image. */
  float[][] features() {
    return features;
  }

  Optional<Classes> classes() {
    return classes;
  }

  Optional<InputValues> input() {
    return input;
  }
}
