package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names are read when the shim passes them, and only then. */
class BatchArgumentsTest {
  private final BatchArguments arguments = new BatchArguments();

  /** As TensorRT passes them: other memory in every call. */
  private List<String> names(String... names) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment array = arena.allocate(ValueLayout.ADDRESS, names.length);
      for (int i = 0; i < names.length; i++) {
        MemorySegment text = names[i] == null ? MemorySegment.NULL : arena.allocateFrom(names[i]);
        array.setAtIndex(ValueLayout.ADDRESS, i, text);
      }
      return arguments.names(array.address(), names.length);
    }
  }

  @Test
  void keepsTheListWhileNoNamesCome() {
    List<String> first = names("input", "größe");
    assertEquals(List.of("input", "größe"), first);
    assertSame(first, arguments.names(0, 2));
  }

  @Test
  void readsEveryListThatComes() {
    for (List<String> change : List.of(List.of("a", "bc"), List.of("bcd"), List.of("", "a", "e"))) {
      assertEquals(change, names(change.toArray(String[]::new)));
      assertEquals(change.size(), arguments.addresses().length);
    }
  }

  @Test
  void readsANullNameAsEmpty() {
    assertEquals(List.of("a", ""), names("a", null));
  }

  @Test
  void handsOverTheAddressesOfThisCallOnly() {
    names("a", "b");
    arguments.addresses()[0] = 7;
    arguments.addresses()[1] = 8;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bindings = arena.allocate(ValueLayout.JAVA_LONG, 2);
      arguments.put(bindings.address());
      assertArrayEquals(new long[] {0, 8}, bindings.toArray(ValueLayout.JAVA_LONG));
    }
  }
}
