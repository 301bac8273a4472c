package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TensorRT's log, called as native code calls it. */
class LogUpcallTest {
  /** Hears one line, then fails at every further one. */
  private static final class FailingTarget implements LogTarget {
    private final List<String> heard = new ArrayList<>();

    @Override
    public boolean wants(int severity) {
      return true;
    }

    @Override
    public void log(int severity, String message) {
      heard.add(message);
      if (heard.size() > 1) {
        throw new StackOverflowError("in the log");
      }
    }
  }

  @Test
  void whatTheLogThrowsStaysInside() throws Throwable {
    // What left the stub would end this JVM.
    MethodHandle log =
        Linker.nativeLinker()
            .downcallHandle(
                LogUpcall.STUB,
                FunctionDescriptor.ofVoid(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    FailingTarget target = new FailingTarget();
    long context = LogUpcall.CONTEXTS.add(target);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocateFrom("a line");
      log.invokeExact(context, 1, line);
      log.invokeExact(context, 1, line);
      log.invokeExact(context, 1, MemorySegment.NULL);
      assertEquals(3, target.heard.size());
    } finally {
      LogUpcall.CONTEXTS.remove(context);
    }
  }
}
