package dev.trtcal.tensorrt;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.OutputFile;
import dev.trtcal.ffi.shim.ShimBuilder;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An engine plan as TensorRT built it, in TensorRT's own memory; outlives its builder. */
public final class SerializedEngine implements AutoCloseable {
  /** A ByteBuffer holds 2 GB at most; plans may be larger. */
  private static final long CHUNK = 256L << 20;

  private final Handle handle;
  private final MemorySegment view;

  SerializedEngine(Handle handle) {
    this.handle = handle;
    try {
      view = ShimBuilder.view(handle.segment(), handle.arena());
      if (view.byteSize() == 0) {
        throw new CalibrationFailedException(
            "plan.empty", "TensorRT built a plan of 0 bytes and gave no reason");
      }
    } catch (RuntimeException | Error e) {
      handle.close();
      throw e;
    }
  }

  /** The plan's bytes, not copied: read-only, and good until this is closed. */
  public MemorySegment segment() {
    handle.segment();
    return view;
  }

  /** How many bytes the plan has. */
  public long bytes() {
    return segment().byteSize();
  }

  /**
   * Saves the plan; the file appears whole or not at all.
   *
   * @throws dev.trtcal.OutputException when it cannot be written; the file is then as it was
   */
  public void writeTo(Path file) {
    try (OutputFile out = OutputFile.create(file)) {
      chunks().forEach(out::append);
      out.commit();
    }
  }

  /** The plan's bytes, in order. */
  List<ByteBuffer> chunks() {
    MemorySegment plan = segment();
    List<ByteBuffer> chunks = new ArrayList<>();
    for (long from = 0; from < plan.byteSize(); from += CHUNK) {
      chunks.add(plan.asSlice(from, Math.min(CHUNK, plan.byteSize() - from)).asByteBuffer());
    }
    return chunks;
  }

  @Override
  public void close() {
    handle.close();
  }
}
