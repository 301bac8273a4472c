package dev.trtcal.tensorrt;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The least that answers TensorRT from Java: an upcall stub with no check, no names, no target. */
final class BareUpcall {
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final long answer;

  BareUpcall(long answer) {
    this.answer = answer;
  }

  int getBatch(MemorySegment bindings, MemorySegment names, int count) {
    MEMORY.set(ValueLayout.JAVA_LONG, bindings.address(), answer);
    return 1;
  }

  MemorySegment stub(Arena arena) {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup()
                  .bind(
                      this,
                      "getBatch",
                      MethodType.methodType(
                          int.class, MemorySegment.class, MemorySegment.class, int.class)),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT),
              arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the method above", e);
    }
  }
}
