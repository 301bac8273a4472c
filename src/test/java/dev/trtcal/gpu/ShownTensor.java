package dev.trtcal.gpu;

import java.nio.FloatBuffer;
import java.util.Locale;

/** What an engine shows of a tensor, against what the simulation computes. */
final class ShownTensor {
  private static final double GRID = 1e-3;

  private ShownTensor() {}

  /**
   * A row of a table: how many of the values are whole steps of the scale, the cosine, and how many
   * are the simulation's own, once they are rounded.
   *
   * @param scale 0 where there is none
   */
  static String row(String name, FloatBuffer values, float[] simulated, float scale) {
    double product = 0;
    double squares = 0;
    double simulatedSquares = 0;
    int steps = 0;
    int equal = 0;
    for (int i = 0; i < simulated.length; i++) {
      float value = values.get(values.position() + i);
      double level = scale == 0 ? 0.5 : value / (double) scale;
      double step = Math.max(-128, Math.min(127, Math.rint(level)));
      steps += Math.abs(level - step) < GRID ? 1 : 0;
      equal += scale != 0 && Math.abs(step * scale - simulated[i]) < scale * GRID ? 1 : 0;
      product += (double) value * simulated[i];
      squares += (double) value * value;
      simulatedSquares += (double) simulated[i] * simulated[i];
    }
    return String.format(
        Locale.ROOT,
        "| %s | %.2f %% | %.6f | %.2f %% |",
        name,
        100.0 * steps / simulated.length,
        product / Math.sqrt(squares * simulatedSquares),
        100.0 * equal / simulated.length);
  }
}
