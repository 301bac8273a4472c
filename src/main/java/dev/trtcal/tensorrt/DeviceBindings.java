package dev.trtcal.tensorrt;

import dev.trtcal.UsageException;
import java.util.List;
import java.util.Map;

/** Takes a device buffer for each input of a network; good for one call of getBatch. */
public final class DeviceBindings {
  private final List<String> names;
  private final long[] addresses;

  /** How much TensorRT will read of each input, 0 where that is not known. */
  private final long[] wanted;

  private final List<DeviceBuffer> held;

  /**
   * @param addresses gets the device address of each name
   * @param bytes how much TensorRT will read of each input, where known
   * @param held gets the bound buffers, to be let go once TensorRT has read them
   */
  DeviceBindings(
      List<String> names, long[] addresses, Map<String, Long> bytes, List<DeviceBuffer> held) {
    this.names = names;
    this.addresses = addresses;
    this.wanted = names.stream().mapToLong(name -> bytes.getOrDefault(name, 0L)).toArray();
    this.held = held;
  }

  /** Whether it serves a call that brings these very objects. */
  @SuppressWarnings("ReferenceEquality") // that they are the same is the question
  boolean isFor(List<String> names, long[] addresses) {
    return this.names == names && this.addresses == addresses;
  }

  /**
   * Binds a buffer to an input. Until TensorRT asks for the next batch, or the build ends, it
   * cannot be closed.
   *
   * @param buffer at least as large as a batch of this input
   * @throws UsageException when the network has no such input, or the buffer is too small
   */
  public void set(String name, DeviceBuffer buffer) {
    buffer.hold();
    held.add(buffer);
    set(name, buffer.address(), buffer.bytes());
  }

  void set(String name, long address, long available) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new UsageException(
          "input.unknown",
          "input " + name + ": the network has no such input; its inputs are " + names);
    }
    if (available < wanted[index]) {
      throw new UsageException(
          "input.short",
          "input "
              + name
              + ": the device buffer has "
              + available
              + " bytes, a batch takes "
              + wanted[index]);
    }
    addresses[index] = address;
  }

  /** Throws unless every input is bound. */
  void checkComplete() {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i] == 0) {
        throw new UsageException(
            "input.unfed",
            "input " + names.get(i) + ": getBatch bound no buffer to it; bind every input");
      }
    }
  }
}
