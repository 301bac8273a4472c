package dev.trtcal.ffi.shim;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * TensorRT asks for the next batch: a device address for each input.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*get_batch)(int64_t context, void** bindings, const char** names, int32_t count);
 * }
 *
 * <p>The one callback that comes once a batch. Its stub takes the pointers as numbers, which are
 * passed alike: as segments they would be two objects in every call.
 */
final class GetBatchUpcall {
  /** One for the whole process. */
  static final MemorySegment STUB = stub();

  private static final int BATCH = 1;
  private static final int NO_MORE = 0;

  private GetBatchUpcall() {}

  private static MemorySegment stub() {
    FunctionDescriptor descriptor =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    MethodType type = descriptor.toMethodType();
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup().findStatic(GetBatchUpcall.class, "apply", type),
              descriptor,
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the method below", e);
    }
  }

  /** The upcall. */
  static int apply(long context, long bindings, long names, int count) {
    RegisteredCalibrator calibrator = null;
    try {
      calibrator = CalibratorUpcall.CONTEXTS.find(context);
      return calibrator == null ? CalibratorUpcall.STOP : batch(calibrator, bindings, names, count);
    } catch (Throwable t) {
      return CalibratorUpcall.stop(calibrator, t);
    }
  }

  private static int batch(RegisteredCalibrator calibrator, long bindings, long names, int count)
      throws Exception {
    BatchArguments arguments = calibrator.arguments();
    List<String> list = arguments.names(names, count);
    if (!calibrator.target().getBatch(list, arguments.addresses())) {
      return NO_MORE;
    }
    arguments.put(bindings);
    return BATCH;
  }
}
