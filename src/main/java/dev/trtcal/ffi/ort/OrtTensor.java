package dev.trtcal.ffi.ort;

import dev.trtcal.Shape;
import dev.trtcal.bindings.ort.OrtApi;
import dev.trtcal.bindings.ort.ort_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A tensor over memory of the caller's, to be read by a session. Closing it frees ONNX Runtime's
 * handle, not the memory; the memory must outlive it.
 */
public final class OrtTensor implements AutoCloseable {
  private final OrtApiTable table;
  private final MemorySegment value;
  private boolean closed;

  /**
   * Describes memory as a tensor.
   *
   * <p>
   *
   * {@snippet lang=c :
   * OrtStatus* CreateTensorWithDataAsOrtValue(const OrtMemoryInfo* info, void* data, size_t bytes,
   *     const int64_t* shape, size_t rank, int32_t element_type, OrtValue** out);
   * }
   *
   * @param data native memory of exactly the tensor's size, row-major, in the machine's byte order
   * @param elementType ONNX's number of the element type
   */
  public OrtTensor(OrtRuntime runtime, MemorySegment data, int elementType, Shape shape) {
    table = runtime.table();
    MemorySegment api = table.api();
    MemorySegment info =
        table.create(
            "CreateCpuMemoryInfo",
            out ->
                OrtApi.CreateCpuMemoryInfo.invoke(
                    OrtApi.CreateCpuMemoryInfo(api),
                    ort_h.ORT_DEVICE_ALLOCATOR(),
                    ort_h.ORT_MEMORY_DEFAULT(),
                    out));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment extents = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, shape.rank()));
      for (int axis = 0; axis < shape.rank(); axis++) {
        extents.setAtIndex(ValueLayout.JAVA_LONG, axis, shape.dim(axis));
      }
      value =
          table.create(
              "CreateTensorWithDataAsOrtValue",
              out ->
                  OrtApi.CreateTensorWithDataAsOrtValue.invoke(
                      OrtApi.CreateTensorWithDataAsOrtValue(api),
                      info,
                      data,
                      data.byteSize(),
                      extents,
                      shape.rank(),
                      elementType,
                      out));
    } finally {
      OrtApi.ReleaseMemoryInfo.invoke(OrtApi.ReleaseMemoryInfo(api), info);
    }
  }

  MemorySegment value() {
    if (closed) {
      throw new IllegalStateException("the tensor is closed");
    }
    return value;
  }

  /** Frees the handle; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      OrtApi.ReleaseValue.invoke(OrtApi.ReleaseValue(table.api()), value);
    }
  }
}
