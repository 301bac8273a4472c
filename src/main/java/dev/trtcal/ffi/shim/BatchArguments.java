package dev.trtcal.ffi.shim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What TensorRT passes to getBatch, seen from Java. It asks for the same inputs batch after batch,
 * and the shim passes their names with the first alone: nothing is allocated a batch.
 *
 * <p>A calibrator's callbacks come one after the other, so no two threads use one of these at once.
 */
final class BatchArguments {
  /** All memory: C gives no lengths, and TensorRT answers for its pointers. */
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private List<String> names = List.of();

  private long[] addresses = new long[0];

  /**
   * The names of the inputs.
   *
   * @param array the address of so many pointers; 0 for the names of the call before
   * @return the same list while no names come
   */
  List<String> names(long array, int count) {
    if (array != 0) {
      read(array, count);
    }
    return names;
  }

  /** Room for the device address of each name, all 0. */
  long[] addresses() {
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = 0;
    }
    return addresses;
  }

  /**
   * Hands the addresses over.
   *
   * @param bindings the address of room for them
   */
  void put(long bindings) {
    for (int i = 0; i < addresses.length; i++) {
      MEMORY.set(ValueLayout.JAVA_LONG, slot(bindings, i), addresses[i]);
    }
  }

  private void read(long array, int count) {
    List<String> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      read.add(CStrings.read(MEMORY.get(ValueLayout.ADDRESS, slot(array, i))));
    }
    names = List.copyOf(read);
    addresses = new long[count];
  }

  private static long slot(long array, int index) {
    return array + index * ValueLayout.ADDRESS.byteSize();
  }
}
