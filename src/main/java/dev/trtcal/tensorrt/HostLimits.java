package dev.trtcal.tensorrt;

import dev.trtcal.Component;
import dev.trtcal.ffi.cuda.CudaRuntime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system allows a process that builds engines: memory, and memory that stays in place. */
final class HostLimits {
  /** What creating a builder was seen to take of host memory: 4.7 GB. */
  private static final long BUILDER_BYTES = 4_700_000_000L;

  /** What the trial allocates; a ring of three batches of a usual network takes as much. */
  private static final long TRIAL_BYTES = 64L << 20;

  private static final Pattern LOCKED = Pattern.compile("(?m)^Max locked memory\\s+(\\S+)");
  private static final String RAISE =
      "raise it by ulimit -l unlimited, or docker run --ulimit memlock=-1";

  /** Container limits of cgroups 2 and 1. */
  private static final List<Path> CGROUP =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private HostLimits() {}

  /** How they stand on this machine; never throws. */
  static List<Component> components() {
    return List.of(
        locked(read(Path.of("/proc/self/limits")).orElse("")),
        memory(CGROUP.stream().map(HostLimits::read).flatMap(Optional::stream).findFirst()));
  }

  /**
   * What may be locked in memory.
   *
   * @param limits text of /proc/self/limits
   */
  static Component locked(String limits) {
    String name = "locked memory (ulimit -l)";
    Matcher line = LOCKED.matcher(limits);
    if (!line.find()) {
      return Component.ok(name, "unknown", "");
    }
    if (line.group(1).equals("unlimited")) {
      return Component.ok(name, "unlimited", "");
    }
    long bytes = Long.parseLong(line.group(1));
    Component found = Component.ok(name, size(bytes), "");
    return bytes >= TRIAL_BYTES
        ? found
        : found.advising("should pinned buffers be refused, " + RAISE);
  }

  /**
   * What the container may take.
   *
   * @param limit text of a cgroup's limit
   */
  static Component memory(Optional<String> limit) {
    String name = "memory limit (cgroup)";
    OptionalLong bytes =
        limit
            .map(String::strip)
            .filter(text -> text.matches("[0-9]{1,18}"))
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty());
    if (bytes.isEmpty()) {
      return Component.ok(name, limit.isEmpty() ? "unknown" : "none", "");
    }
    Component found = Component.ok(name, size(bytes.getAsLong()), "");
    return bytes.getAsLong() >= BUILDER_BYTES
        ? found
        : found.advising(
            "creating one TensorRT builder takes 4.7 GB of host memory: the system may end the"
                + " process; raise the container's limit (docker run --memory 8g)");
  }

  /** Tries to pin memory, which creates a context on the GPU; never throws. */
  static Component pinned() {
    String name = "pinned memory";
    try (Arena arena = Arena.ofConfined()) {
      CudaRuntime.load().allocatePinned(TRIAL_BYTES, arena);
      return Component.ok(name, size(TRIAL_BYTES) + " allocated", "");
    } catch (RuntimeException | LinkageError e) {
      return Component.broken(name, "", "", e.getMessage() + "; " + RAISE + ", or free memory");
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String size(long bytes) {
    if (bytes < 1L << 30) {
      return bytes < 1L << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
    }
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
