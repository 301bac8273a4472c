package dev.trtcal.tensorrt;

import dev.trtcal.InvalidInputException;
import dev.trtcal.ffi.shim.ShimRuntime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Loads engine plans. */
public final class TensorRtRuntime implements AutoCloseable {
  private final Handle handle;
  private final TensorRtLogger logger;

  TensorRtRuntime(Handle handle, TensorRtLogger logger) {
    this.handle = handle;
    this.logger = logger;
  }

  /**
   * Loads an engine from a plan file.
   *
   * @throws InvalidInputException when the file cannot be read
   * @throws dev.trtcal.CalibrationFailedException when TensorRT refuses it, such as one built by
   *     another version or for another GPU
   */
  public Engine load(Path plan) {
    try (FileChannel channel = FileChannel.open(plan);
        Arena arena = Arena.ofConfined()) {
      return deserialize(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException e) {
      throw new InvalidInputException(
          "plan.unreadable", plan + ": the engine plan cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Loads an engine.
   *
   * @param plan a whole plan, such as {@link SerializedEngine#segment()}; read during the call only
   * @throws dev.trtcal.CalibrationFailedException when TensorRT refuses it
   */
  public Engine deserialize(MemorySegment plan) {
    try (Arena arena = Arena.ofConfined();
        TensorRtLogger.Capture log = logger.capture()) {
      MemorySegment bytes =
          plan.isNative()
              ? plan
              : arena
                  .allocate(plan.byteSize(), ValueLayout.JAVA_LONG.byteAlignment())
                  .copyFrom(plan);
      try {
        return new Engine(
            handle.child(
                "the engine", owner -> ShimRuntime.deserialize(handle.segment(), bytes, owner)),
            logger);
      } catch (RuntimeException e) {
        throw BuildFailure.choose(e, null, log.lines());
      }
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
