package dev.trtcal.spark;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The network of this process: opened by the first task that needs it, shared by those that run
 * beside it and after it, closed when a task of another kind comes and nobody uses it.
 */
final class ExecutorNetworks {
  private static Open<?> current;

  private ExecutorNetworks() {}

  /** A task's use of a network; to be closed by the task. */
  static final class Lease<T extends AutoCloseable> implements AutoCloseable {
    private final Open<T> open;

    private Lease(Open<T> open) {
      this.open = open;
    }

    T network() {
      return open.network;
    }

    @Override
    public void close() {
      release(open);
    }
  }

  private static final class Open<T extends AutoCloseable> {
    private final String key;
    private final T network;
    private int users;

    Open(String key, T network) {
      this.key = key;
      this.network = network;
    }
  }

  /**
   * Takes the network that is open, or opens it.
   *
   * @param key the same for networks that are the same, and of the same type
   */
  @SuppressWarnings("unchecked") // the key decides the type
  static synchronized <T extends AutoCloseable> Lease<T> lease(
      String key, ModelFiles model, Function<Path, T> opener) {
    if (current == null || !current.key.equals(key)) {
      Open<T> opened = new Open<>(key, open(model, opener));
      Open<?> before = current;
      current = opened;
      closeIfUnused(before);
    }
    current.users++;
    return new Lease<>((Open<T>) current);
  }

  private static synchronized void release(Open<?> open) {
    open.users--;
    closeIfUnused(open);
  }

  private static void closeIfUnused(Open<?> open) {
    if (open == null || open.users > 0 || open == current) {
      return;
    }
    try {
      open.network.close();
    } catch (Exception e) {
      throw new IllegalStateException("a network cannot be closed", e);
    }
  }

  private static <T> T open(ModelFiles model, Function<Path, T> opener) {
    try (WorkFolder folder = WorkFolder.create()) {
      Path file = model.unpack(folder.path());
      try {
        return opener.apply(file);
      } finally {
        model.delete(folder.path());
      }
    } catch (IOException e) {
      throw new CalibrationFailedException(
          "workfile.failed",
          "the temporary folder "
              + System.getProperty("java.io.tmpdir")
              + " of an executor cannot hold the model ("
              + e.getMessage()
              + "); make room",
          e);
    }
  }
}
