package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an upcall answers, whatever happens in it. */
class CalibratorUpcallTest {
  /** Keeps the failure and answers nothing else. */
  private static class Target implements CalibratorTarget {
    private Throwable failure;

    @Override
    public int batchSize() {
      return 7;
    }

    @Override
    public boolean getBatch(List<String> names, long[] bindings) {
      return false;
    }

    @Override
    public MemorySegment readCache() {
      return MemorySegment.NULL;
    }

    @Override
    public void writeCache(MemorySegment cache) {}

    @Override
    public MemorySegment readHistogram() {
      return MemorySegment.NULL;
    }

    @Override
    public void writeHistogram(MemorySegment histogram) {}

    @Override
    public void failed(Throwable thrown) {
      failure = thrown;
    }
  }

  @Test
  void stopsForANumberThatIsNotRegistered() {
    Target target = new Target();
    long context = CalibratorUpcall.CONTEXTS.add(new RegisteredCalibrator(target));
    assertEquals(7, CalibratorUpcall.answer(context, c -> c.target().batchSize()));
    CalibratorUpcall.CONTEXTS.remove(context);
    assertEquals(
        CalibratorUpcall.STOP, CalibratorUpcall.answer(context, c -> c.target().batchSize()));
    assertEquals(CalibratorUpcall.STOP, CalibratorUpcall.answer(-1, c -> c.target().batchSize()));
  }

  @Test
  void stopsAndTellsTheTargetWhateverIsThrown() {
    Target target = new Target();
    long context = CalibratorUpcall.CONTEXTS.add(new RegisteredCalibrator(target));
    Error own = new StackOverflowError();
    assertEquals(
        CalibratorUpcall.STOP,
        CalibratorUpcall.answer(
            context,
            t -> {
              throw own;
            }));
    assertSame(own, target.failure);
    CalibratorUpcall.CONTEXTS.remove(context);
  }

  @Test
  void handsOverBytesOrNothing() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(ValueLayout.ADDRESS);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment bytes = arena.allocate(5);
      CalibratorUpcall.put(bytes, data, length);
      assertEquals(bytes.address(), data.get(ValueLayout.ADDRESS, 0).address());
      assertEquals(5, length.get(ValueLayout.JAVA_LONG, 0));
      for (MemorySegment nothing : List.of(MemorySegment.NULL, bytes.asSlice(0, 0))) {
        CalibratorUpcall.put(nothing, data, length);
        assertEquals(0, data.get(ValueLayout.ADDRESS, 0).address());
        assertEquals(0, length.get(ValueLayout.JAVA_LONG, 0));
      }
    }
  }
}
