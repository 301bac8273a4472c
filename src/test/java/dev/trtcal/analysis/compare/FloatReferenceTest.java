package dev.trtcal.analysis.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.trtcal.BatchLayout;
import dev.trtcal.NetworkRunner;
import dev.trtcal.analysis.Fashion;
import dev.trtcal.analysis.Simulation;
import dev.trtcal.analysis.Switches;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FloatReferenceTest {
  /** 40 images in batches of 32: the second one is short, and the network's batch is fixed. */
  @Test
  void showsTheTensorsOfTheBatchThatTheFirstReaderHas() {
    try (Simulation simulation =
            Simulation.open(Fashion.model("fashion_resnet"), OptionalInt.of(1));
        Fashion images = new Fashion(40);
        TeedSource teed = new TeedSource(images)) {
      BatchLayout layout =
          BatchLayout.fit(
              simulation.model().model().inputs(), images.samples(), OptionalInt.empty());
      try (NetworkRunner.Feed first = simulation.feed(teed, OptionalInt.empty());
          FloatReference reference = new FloatReference(simulation, teed.again(), layout)) {
        for (int expected : new int[] {32, 8}) {
          assertEquals(expected, first.next());
          Map<String, float[]> shown = new HashMap<>();
          reference.show(
              Set.of("/stem/stem.2/Relu_output_0", "logits"),
              (name, values) -> shown.put(name, copy(values)));
          assertEquals(expected * 10, shown.get("logits").length);
          assertEquals(0, shown.get("/stem/stem.2/Relu_output_0").length % expected);
          float[] direct = simulation.run(first, Switches.fp32(simulation.model()));
          assertArrayEquals(direct, shown.get("logits"), 1e-5f);
        }
        assertEquals(0, first.next());
      }
    }
  }

  private static float[] copy(FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }
}
