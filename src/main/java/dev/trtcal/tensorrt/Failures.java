package dev.trtcal.tensorrt;

/** Collects what several steps throw, so that a failing one does not skip the others. */
final class Failures {
  private RuntimeException first;

  void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else if (!first.equals(e)) {
        first.addSuppressed(e);
      }
    }
  }

  /** Throws the first failure, which carries the others, if there was any. */
  void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
