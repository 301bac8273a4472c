package dev.trtcal.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void keepsFiveSignificantDigits() {
    assertEquals("2.0227", Figures.significant(2.02274f));
    assertEquals("0.015926", Figures.significant(0.0159264));
    assertEquals("12346", Figures.significant(12345.6));
    assertEquals("0", Figures.significant(0));
    assertEquals("1.2346e-09", Figures.significant(1.23456e-9));
    assertEquals("Infinity", Figures.significant(Float.POSITIVE_INFINITY));
  }

  @Test
  void aTinyShareIsNotNone() {
    assertEquals("0 %", Figures.percent(0));
    assertEquals("< 0.01 %", Figures.percent(1e-6));
    assertEquals("12.30 %", Figures.percent(0.123));
  }
}
