package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A user's calibrator is asked during a build and at no other time. */
class CalibratorSessionTest {
  private static final CalibrationShapes SHAPES =
      new CalibrationShapes(OptionalLong.empty(), Map.of());

  /** Fails when it is asked for anything but its algorithm. */
  private static final class Untouchable implements Int8Calibrator {
    private static AssertionError asked() {
      return new AssertionError("asked outside of a build");
    }

    @Override
    public Algorithm algorithm() {
      return Algorithm.minMax();
    }

    @Override
    public int batchSize() {
      throw asked();
    }

    @Override
    public boolean getBatch(List<String> names, DeviceBindings bindings) {
      throw asked();
    }

    @Override
    public Optional<byte[]> readCalibrationCache() {
      throw asked();
    }

    @Override
    public void writeCalibrationCache(byte[] cache) {
      throw asked();
    }

    @Override
    public Optional<byte[]> readHistogramCache() {
      throw asked();
    }

    @Override
    public void writeHistogramCache(byte[] histogram) {
      throw asked();
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  @Test
  void asksNothingBeforeAndAfterABuild() {
    CalibratorSession session = new CalibratorSession(new Untouchable());
    for (int round = 0; round < 2; round++) {
      for (Call call :
          List.<Call>of(
              session::batchSize,
              () -> session.getBatch(List.of("x"), new long[1]),
              session::readCache,
              () -> session.writeCache(MemorySegment.ofArray(new byte[1])),
              session::readHistogram,
              () -> session.writeHistogram(MemorySegment.ofArray(new byte[1])))) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, call::run);
        assertTrue(refused.getMessage().contains("outside of a build"), refused.getMessage());
        session.failed(refused);
      }
      session.begin(SHAPES, () -> {}).close();
    }
  }

  @Test
  void beginsNoSecondBuildAndNoneOnceRetired() {
    CalibratorSession session = new CalibratorSession(new Untouchable());
    try (CalibratorSession.Build build = session.begin(SHAPES, () -> {})) {
      assertThrows(IllegalStateException.class, () -> session.begin(SHAPES, () -> {}));
      assertThrows(IllegalStateException.class, session::retire);
      assertEquals(null, build.failure());
    }
    session.retire();
    session.retire();
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> session.begin(SHAPES, () -> {}));
    assertTrue(refused.getMessage().contains("taken out"), refused.getMessage());
  }
}
