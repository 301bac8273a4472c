package dev.trtcal.ffi.ort;

import dev.trtcal.bindings.ort.OrtApi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What one run of a session computed, in ONNX Runtime's own memory, in the order of the session's
 * outputs. Readable from any thread until it is closed; reading later throws.
 */
public final class OrtOutputs implements AutoCloseable {
  private final OrtApiTable table;
  private final MemorySegment[] values;
  private final Arena arena = Arena.ofShared();
  private boolean closed;

  /**
   * Takes over the values.
   *
   * @param pointers OrtValue*[outputs]; read here and not kept
   */
  OrtOutputs(OrtApiTable table, MemorySegment pointers, int outputs) {
    this.table = table;
    values = new MemorySegment[outputs];
    for (int i = 0; i < outputs; i++) {
      values[i] = pointers.getAtIndex(ValueLayout.ADDRESS, i);
    }
  }

  /** Elements of one output. */
  public long elements(int output) {
    MemorySegment api = table.api();
    MemorySegment info =
        table.create(
            "GetTensorTypeAndShape",
            out ->
                OrtApi.GetTensorTypeAndShape.invoke(
                    OrtApi.GetTensorTypeAndShape(api), values[output], out));
    try {
      return table.number(
          "GetTensorShapeElementCount",
          out ->
              OrtApi.GetTensorShapeElementCount.invoke(
                  OrtApi.GetTensorShapeElementCount(api), info, out));
    } finally {
      OrtApi.ReleaseTensorTypeAndShapeInfo.invoke(OrtApi.ReleaseTensorTypeAndShapeInfo(api), info);
    }
  }

  /**
   * The elements of one output, in place.
   *
   * @param elementBytes size of an element of its type
   * @return row-major, in the machine's byte order; valid until these outputs are closed
   */
  public MemorySegment data(int output, int elementBytes) {
    MemorySegment api = table.api();
    MemorySegment pointer =
        table.create(
            "GetTensorMutableData",
            out ->
                OrtApi.GetTensorMutableData.invoke(
                    OrtApi.GetTensorMutableData(api), values[output], out));
    long bytes = Math.multiplyExact(elements(output), elementBytes);
    return bytes == 0 ? MemorySegment.NULL : pointer.reinterpret(bytes, arena, null);
  }

  /** Gives the memory back to ONNX Runtime; a second call does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    arena.close();
    for (MemorySegment value : values) {
      OrtApi.ReleaseValue.invoke(OrtApi.ReleaseValue(table.api()), value);
    }
  }
}
