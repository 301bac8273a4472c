package dev.trtcal.ffi.shim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What TensorRT passes to getBatch, seen from Java. It asks for the same inputs batch after batch,
 * so the names are read into Java once, and after that only held against the native text: nothing
 * is allocated a batch.
 *
 * <p>A calibrator's callbacks come one after the other, so no two threads use one of these at once.
 */
final class BatchArguments {
  /** All memory: C gives no lengths, and TensorRT answers for its pointers. */
  private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private List<String> names = List.of();

  /** Each name as C writes it, its end included. */
  private byte[][] texts = new byte[0][];

  private long[] addresses = new long[0];

  /**
   * The names of the inputs.
   *
   * @param array the address of so many pointers
   * @return the same list while the names are the same
   */
  List<String> names(long array, int count) {
    if (!isKnown(array, count)) {
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

  private boolean isKnown(long array, int count) {
    if (count != texts.length) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!isText(MEMORY.get(ValueLayout.JAVA_LONG, slot(array, i)), texts[i])) {
        return false;
      }
    }
    return true;
  }

  /** Reads no further than the native text goes: its end differs from what is longer. */
  private static boolean isText(long address, byte[] text) {
    if (address == 0) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (MEMORY.get(ValueLayout.JAVA_BYTE, address + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private void read(long array, int count) {
    List<String> read = new ArrayList<>(count);
    byte[][] bytes = new byte[count][];
    for (int i = 0; i < count; i++) {
      String name = CStrings.read(MEMORY.get(ValueLayout.ADDRESS, slot(array, i)));
      read.add(name);
      bytes[i] = (name + '\0').getBytes(StandardCharsets.UTF_8);
    }
    names = List.copyOf(read);
    texts = bytes;
    addresses = new long[count];
  }

  private static long slot(long array, int index) {
    return array + index * ValueLayout.ADDRESS.byteSize();
  }
}
