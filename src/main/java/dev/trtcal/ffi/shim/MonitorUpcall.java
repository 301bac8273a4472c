package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_monitor_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Optional;

/**
 * TensorRT tells how a build goes.
 *
 * <p>
 *
 * {@snippet lang=c :
 * void (*phase_start)(int64_t context, const char* phase, const char* parent, int32_t steps);
 * int32_t (*step_complete)(int64_t context, const char* phase, int32_t step);
 * void (*phase_finish)(int64_t context, const char* phase);
 * }
 */
final class MonitorUpcall {
  static final Contexts<MonitorTarget> CONTEXTS = new Contexts<>();

  private static final int GO_ON = 1;
  private static final int STOP = 0;

  /** One of each for the whole process. */
  private static final MemorySegment PHASE_START =
      trtcal_monitor_callbacks.phase_start.allocate(MonitorUpcall::phaseStart, Arena.global());

  private static final MemorySegment STEP_COMPLETE =
      trtcal_monitor_callbacks.step_complete.allocate(MonitorUpcall::stepComplete, Arena.global());

  private static final MemorySegment PHASE_FINISH =
      trtcal_monitor_callbacks.phase_finish.allocate(MonitorUpcall::phaseFinish, Arena.global());

  private MonitorUpcall() {}

  static MemorySegment callbacks(SegmentAllocator scratch, long context) {
    MemorySegment callbacks = trtcal_monitor_callbacks.allocate(scratch);
    trtcal_monitor_callbacks.context(callbacks, context);
    trtcal_monitor_callbacks.phase_start(callbacks, PHASE_START);
    trtcal_monitor_callbacks.step_complete(callbacks, STEP_COMPLETE);
    trtcal_monitor_callbacks.phase_finish(callbacks, PHASE_FINISH);
    return callbacks;
  }

  private static void phaseStart(
      long context, MemorySegment phase, MemorySegment parent, int steps) {
    answer(
        context,
        target -> {
          Optional<String> within =
              parent.equals(MemorySegment.NULL)
                  ? Optional.empty()
                  : Optional.of(CStrings.read(parent));
          target.phaseStart(CStrings.read(phase), within, steps);
          return true;
        });
  }

  private static int stepComplete(long context, MemorySegment phase, int step) {
    return answer(context, target -> target.stepComplete(CStrings.read(phase), step))
        ? GO_ON
        : STOP;
  }

  private static void phaseFinish(long context, MemorySegment phase) {
    answer(
        context,
        target -> {
          target.phaseFinish(CStrings.read(phase));
          return true;
        });
  }

  @FunctionalInterface
  private interface Body {
    boolean run(MonitorTarget target);
  }

  private static boolean answer(long context, Body body) {
    MonitorTarget target = null;
    try {
      target = CONTEXTS.find(context);
      return target != null && body.run(target);
    } catch (Throwable t) {
      // Nothing may leave an upcall, not even an Error: the JVM would end. The target keeps it, and
      // has the build end at its next step.
      if (target != null) {
        target.failed(t);
      }
      return false;
    }
  }
}
