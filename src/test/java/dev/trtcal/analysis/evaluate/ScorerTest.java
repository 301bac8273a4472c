package dev.trtcal.analysis.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.trtcal.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScorerTest {
  private static final float[] FP32 = {9, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0, 5, 0, 0, 0};
  private static final float[] INT8 = {9, 1, 0, 0, 0, 0, 9, 8, 5, 4, 3, 2, 1, 0, 5, 0, 0, 0};

  @Test
  void countsTopOneTopFiveAgreementAndWhatAClassIsTakenFor() {
    Scorer scorer = new Scorer();
    scorer.add(FP32, Optional.of(INT8), Optional.of(new int[] {0, 1, 5}), 3);
    Evaluation evaluation = scorer.result("test", List.of());
    assertEquals(Optional.of(new Accuracy(2 / 3.0, 2 / 3.0)), evaluation.fp32());
    assertEquals(Optional.of(new Accuracy(1 / 3.0, 2 / 3.0)), evaluation.int8());
    assertEquals(OptionalDouble.of(2 / 3.0), evaluation.agreement());
    assertEquals(
        List.of(new ClassLoss(1, 1, 1, 0, List.of(new ClassLoss.Confusion(0, 1, 0)))),
        evaluation.classes());
  }

  @Test
  void withoutLabelsItTellsTheAgreementAlone() {
    Scorer scorer = new Scorer();
    scorer.add(FP32, Optional.of(INT8), Optional.empty(), 3);
    Evaluation evaluation = scorer.result("test", List.of());
    assertEquals(Optional.empty(), evaluation.fp32());
    assertEquals(OptionalDouble.of(2 / 3.0), evaluation.agreement());
  }

  @Test
  void refusesALabelThatTheNetworkDoesNotHave() {
    InvalidInputException refused =
        assertThrows(
            InvalidInputException.class,
            () -> new Scorer().add(FP32, Optional.empty(), Optional.of(new int[] {0, 6, 0}), 3));
    assertEquals("labels.range", refused.code());
  }
}
