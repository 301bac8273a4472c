package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void keepsFiveSignificantDigits() {
    assertEquals("2.0227", Numbers.significant(2.02274f));
    assertEquals("0.015926", Numbers.significant(0.0159264));
    assertEquals("12346", Numbers.significant(12345.6));
    assertEquals("0", Numbers.significant(0));
    assertEquals("1.2346e-09", Numbers.significant(1.23456e-9));
    assertEquals("Infinity", Numbers.significant(Float.POSITIVE_INFINITY));
  }

  @Test
  void aTinyShareIsNotNone() {
    assertEquals("0 %", Numbers.percent(0));
    assertEquals("< 0.01 %", Numbers.percent(1e-6));
    assertEquals("12.30 %", Numbers.percent(0.123));
  }
}
