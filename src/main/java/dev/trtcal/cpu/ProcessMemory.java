package dev.trtcal.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of this process as Linux counts it: resident pages, the JVM's and ONNX Runtime's. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private ProcessMemory() {}

  /** Bytes now; empty where the system does not tell. */
  public static OptionalLong resident() {
    return read("VmRSS:");
  }

  /** The most bytes since the process began or {@link #resetPeak}. */
  public static OptionalLong peak() {
    return read("VmHWM:");
  }

  /**
   * Lets the peak begin anew.
   *
   * @return whether the system can do that
   */
  public static boolean resetPeak() {
    try {
      Files.writeString(RESET, "5");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static OptionalLong read(String key) {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      // Another system than Linux.
      return OptionalLong.empty();
    }
  }
}
