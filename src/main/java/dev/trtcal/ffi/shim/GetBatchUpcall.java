package dev.trtcal.ffi.shim;

import dev.trtcal.bindings.shim.trtcal_calibrator_callbacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * TensorRT asks for the next batch: a device address for each input.
 *
 * <p>
 *
 * {@snippet lang=c :
 * int32_t (*get_batch)(int64_t context, void** bindings, const char** names, int32_t count);
 * }
 */
final class GetBatchUpcall implements trtcal_calibrator_callbacks.get_batch.Function {
  /** One for the whole process. */
  static final MemorySegment STUB =
      trtcal_calibrator_callbacks.get_batch.allocate(new GetBatchUpcall(), Arena.global());

  private static final int BATCH = 1;
  private static final int NO_MORE = 0;

  private GetBatchUpcall() {}

  @Override
  public int apply(long context, MemorySegment bindings, MemorySegment names, int count) {
    return CalibratorUpcall.answer(
        context,
        target -> {
          // Both arrays live for this call, so their views end with it.
          try (Arena call = Arena.ofConfined()) {
            long extent = ValueLayout.ADDRESS.byteSize() * count;
            long[] addresses = new long[count];
            if (!target.getBatch(names(names.reinterpret(extent, call, null), count), addresses)) {
              return NO_MORE;
            }
            MemorySegment.copy(
                addresses,
                0,
                bindings.reinterpret(extent, call, null),
                ValueLayout.JAVA_LONG,
                0,
                count);
            return BATCH;
          }
        });
  }

  private static List<String> names(MemorySegment array, int count) {
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(CStrings.read(array.getAtIndex(ValueLayout.ADDRESS, i)));
    }
    return names;
  }
}
