package dev.trtcal.analysis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class ExtremesTest {
  @Test
  void findsBothInEveryBlockAndNoneOutsideOfTheLimits() {
    for (int place : new int[] {1, 1023, 1024, 1025, 2048, 2998}) {
      float[] values = new float[3000];
      values[0] = -100;
      values[2999] = 100;
      values[place] = -2;
      values[3000 - 1 - place] = 3;
      Extremes found = Extremes.of(FloatBuffer.wrap(values).position(1).limit(2999));
      assertEquals(new Extremes(-2, 3), found, "at " + place);
      assertEquals(3, found.magnitude());
    }
  }

  @Test
  void ofOneSignAreNotTakenForMagnitudes() {
    assertEquals(new Extremes(-5, -4), Extremes.of(FloatBuffer.wrap(new float[] {-4, -5})));
    assertEquals(5, new Extremes(-5, -4).magnitude());
  }

  @Test
  void tellWhatIsNotFinite() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertFalse(Extremes.of(FloatBuffer.wrap(new float[] {1, value, 2})).areFinite());
    }
    assertTrue(Extremes.of(FloatBuffer.wrap(new float[] {1, -3, 2})).areFinite());
  }

  @Test
  void ofNothingChangeNothing() {
    Extremes some = new Extremes(1, 2);
    assertEquals(some, some.merged(Extremes.of(FloatBuffer.allocate(0))));
    assertTrue(Extremes.NONE.areFinite());
    assertEquals(0, Extremes.NONE.magnitude());
  }
}
