package dev.trtcal.ffi.shim;

import dev.trtcal.Shape;
import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.bindings.shim.trtcal_dims;
import dev.trtcal.bindings.shim.trtcal_tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * An input or output of a network or an engine, copied out of native memory.
 *
 * @param dataType TensorRT's DataType
 * @param input false: an output
 */
public record ShimTensor(String name, int dataType, boolean input, Shape shape) {

  /** A function that describes the tensor of an index. */
  interface At {
    int run(int index, MemorySegment out, MemorySegment error);
  }

  /** Reads all of them. */
  static List<ShimTensor> list(String function, int count, At at) {
    List<ShimTensor> tensors = new ArrayList<>(count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = trtcal_tensor.allocate(arena);
      for (int i = 0; i < count; i++) {
        int index = i;
        NativeCall.check(function, (scratch, error) -> at.run(index, out, error));
        tensors.add(
            new ShimTensor(
                CStrings.read(trtcal_tensor.name(out)),
                trtcal_tensor.data_type(out),
                trtcal_tensor.is_input(out) != 0,
                shape(trtcal_tensor.dims(out))));
      }
    }
    return List.copyOf(tensors);
  }

  static Shape shape(MemorySegment dims) {
    int rank = Math.min(trtcal_dims.rank(dims), shim_h.TRTCAL_MAX_DIMS());
    // Not the generated accessor by index: it leaves out the array's place in the struct.
    MemorySegment extents = trtcal_dims.extent(dims);
    return Shape.of(
        LongStream.range(0, rank).map(i -> extents.getAtIndex(ValueLayout.JAVA_LONG, i)).toArray());
  }

  /**
   * Writes a shape as the C interface takes it.
   *
   * @throws IllegalArgumentException when it has more axes than TensorRT knows
   */
  static MemorySegment dims(SegmentAllocator allocator, Shape shape) {
    if (shape.rank() > shim_h.TRTCAL_MAX_DIMS()) {
      throw new IllegalArgumentException(
          "the shape " + shape + " has more than " + shim_h.TRTCAL_MAX_DIMS() + " axes");
    }
    MemorySegment dims = trtcal_dims.allocate(allocator);
    trtcal_dims.rank(dims, shape.rank());
    MemorySegment extents = trtcal_dims.extent(dims);
    for (int i = 0; i < shape.rank(); i++) {
      extents.setAtIndex(ValueLayout.JAVA_LONG, i, shape.dim(i));
    }
    return dims;
  }
}
