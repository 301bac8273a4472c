package dev.trtcal;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Chooses among services by what this machine has. */
final class Runners {
  private Runners() {}

  /**
   * The first that lacks nothing.
   *
   * @param components what one needs, and how it stands here
   * @param otherwise what to throw, made of what they all lack in brackets, or of nothing
   */
  static <T> T first(
      ServiceLoader<T> runners,
      Function<T, List<Component>> components,
      Function<String, MissingEnvironmentException> otherwise) {
    List<String> lacks = new ArrayList<>();
    for (T runner : runners) {
      List<Component> lacking =
          components.apply(runner).stream()
              .filter(component -> component.status() != Component.Status.OK)
              .toList();
      if (lacking.isEmpty()) {
        return runner;
      }
      lacking.forEach(component -> lacks.add(component.name() + ": " + component.advice()));
    }
    throw otherwise.apply(lacks.isEmpty() ? "" : " (" + String.join("; ", lacks) + ")");
  }
}
