package dev.trtcal.analysis.audit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a network made of data of any size: 128 KiB a tensor. Parts of the data merge exactly, in
 * any order. Immutable; can be kept in a {@link StatisticsFile}.
 */
public final class DataStatistics implements Serializable {
  private static final long serialVersionUID = 1;

  private final long images;
  private final ArrayList<Tensor> tensors;
  private final long[] classes;

  /** One tensor's values. */
  record Tensor(String name, FineCounts counts) implements Serializable {}

  /**
   * @param classes how many images the network takes for each; empty where it gives no scores
   */
  DataStatistics(long images, List<Tensor> tensors, long... classes) {
    this.images = images;
    this.tensors = new ArrayList<>(tensors);
    this.classes = classes.clone();
  }

  /** Of data that were computed at once. */
  public static DataStatistics of(Activations data) {
    long[] classes = new long[data.classes().map(Activations.Classes::count).orElse(0)];
    data.classes().ifPresent(all -> all.answers().forEach(answer -> classes[answer]++));
    return new DataStatistics(
        data.images(),
        data.allTensors().stream()
            .map(tensor -> new Tensor(tensor.name(), tensor.fineCounts()))
            .toList(),
        classes);
  }

  /** Of no data. */
  static DataStatistics nothing() {
    return new DataStatistics(0, List.of());
  }

  /** Both together. */
  DataStatistics merged(DataStatistics other) {
    if (images == 0 || other.images == 0) {
      return images == 0 ? other : this;
    }
    List<Tensor> sums = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      sums.add(new Tensor(tensor.name(), tensor.counts().merged(other.tensors.get(i).counts())));
    }
    long[] both = classes.clone();
    Arrays.setAll(both, i -> classes[i] + other.classes[i]);
    return new DataStatistics(images + other.images, sums, both);
  }

  /** Images that were computed. */
  public long images() {
    return images;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  /** How many images the network takes for each class; empty where it gives no scores. */
  public long[] classes() {
    return classes.clone();
  }

  Optional<FineCounts> tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .map(Tensor::counts);
  }
}
