package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EngineSessionTest {
  /** As TensorRT 10.6 logged it. */
  @Test
  void knowsThatTensorRtBuildsNothingBecauseATensorIsToBeShown() {
    assertTrue(
        EngineSession.refusesShown(
            "IBuilder::buildSerializedNetwork created nothing; TensorRT's log: ERROR:"
                + " [checkSanity.cpp::TensorInfo::125] Error Code 2: Internal Error (Assertion"
                + " tensorListedOnce failed. slice of isDebug for /l/l.2/Relu_1_output_0' is listed"
                + " more than once)"));
    assertFalse(EngineSession.refusesShown("out of memory"));
  }
}
