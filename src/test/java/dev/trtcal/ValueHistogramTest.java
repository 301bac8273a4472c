package dev.trtcal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ValueHistogramTest {
  /** One value, of about 3. */
  private static final ValueHistogram THREE = new ValueHistogram(2, new long[] {0, 1});

  @Test
  void withinTheThresholdOnlyRoundingIsLost() {
    assertEquals(10 * Math.log10(9 * 12), THREE.sqnrDb(127), 1e-12);
    assertEquals(10 * Math.log10(9 * 12 / 4.0), THREE.sqnrDb(254), 1e-12);
  }

  @Test
  void beyondItSoIsTheDistance() {
    assertEquals(10 * Math.log10(9), THREE.sqnrDb(2), 1e-12);
  }

  @Test
  void countsWeigh() {
    ValueHistogram both = new ValueHistogram(2, new long[] {4, 1});
    assertEquals(10 * Math.log10((4 * 1 + 9) / (5 / 12.0)), both.sqnrDb(127), 1e-12);
  }
}
