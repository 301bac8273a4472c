package dev.trtcal.cache;

import dev.trtcal.TensorNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The cache's names beside the model's. */
final class NameComparison {
  private final TensorNames model;
  private final List<String> missing;
  private final List<String> foreign;

  /**
   * @param own the cache's
   * @param mayLackSome whether the cache may do without some of the model's, nobody knows which
   */
  NameComparison(TensorNames model, Set<String> own, boolean mayLackSome) {
    this.model = model;
    Set<String> wanted = new HashSet<>(model.names());
    foreign = own.stream().filter(name -> !wanted.contains(name)).toList();
    missing =
        mayLackSome
            ? List.of()
            : model.names().stream().filter(name -> !own.contains(name)).toList();
  }

  TensorNames model() {
    return model;
  }

  /** The model's that the cache lacks, in the model's order. */
  List<String> missing() {
    return missing;
  }

  /** The cache's that the model lacks, in the cache's order. */
  List<String> foreign() {
    return foreign;
  }

  int differences() {
    return missing.size() + foreign.size();
  }

  /** Whether the cache ends where the model's list goes on, as a file that was cut does. */
  boolean isCut() {
    List<String> names = model.names();
    int kept = names.size() - missing.size();
    return !missing.isEmpty()
        && foreign.isEmpty()
        && names.subList(kept, names.size()).equals(missing);
  }
}
