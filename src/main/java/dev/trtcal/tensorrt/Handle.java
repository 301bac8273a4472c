package dev.trtcal.tensorrt;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A native object in an arena of its own, and those made from it, which are closed before it. The
 * arena keeps a closed object from being used and one in use from being closed.
 */
final class Handle implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Handle.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final String what;
  private final Handle parent;

  /** One lock for a whole tree of objects: closing walks it in both directions. */
  private final Object lock;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private final Set<Handle> children = new LinkedHashSet<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** In {@link #holders} once the object is closed. */
  private static final int CLOSED = -1;

  /** Those who have its address and are not calls that it is an argument of. */
  private final AtomicInteger holders = new AtomicInteger();

  private Handle(String what, Handle parent, Function<Arena, MemorySegment> make) {
    this.what = what;
    this.parent = parent;
    this.lock = parent == null ? new Object() : parent.lock;
    try {
      segment = make.apply(arena);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Makes an object that stands alone. When it is forgotten, one warning in the log says so, for it
   * and all that was made from it: native memory is gone for good then, as nobody knows any more in
   * which order to free it.
   *
   * @param what its name in messages
   * @param make makes it, to be released by the arena given
   */
  static Handle open(String what, Function<Arena, MemorySegment> make) {
    Handle handle = unwatched(what, make);
    CLEANER.register(handle, new Forgotten(what, handle.closed));
    return handle;
  }

  /** As {@link #open}, for an object that is forgotten only with another that warns. */
  static Handle unwatched(String what, Function<Arena, MemorySegment> make) {
    return new Handle(what, null, make);
  }

  /** Makes an object from this one, as {@link #open}. */
  Handle child(String what, Function<Arena, MemorySegment> make) {
    segment();
    Handle child = new Handle(what, this, make);
    synchronized (lock) {
      if (arena.scope().isAlive()) {
        children.add(child);
        return child;
      }
    }
    child.close();
    throw new IllegalStateException(this.what + " is closed");
  }

  /** The object's address. */
  MemorySegment segment() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException(what + " is closed");
    }
    return segment;
  }

  /** For memory that lives as long as the object. */
  Arena arena() {
    segment();
    return arena;
  }

  /**
   * Keeps the object from being closed although no call has it for an argument: TensorRT was given
   * its address. Asked once a batch, so it takes no lock and allocates nothing.
   */
  void hold() {
    for (int now = holders.get(); now != CLOSED; now = holders.get()) {
      if (holders.compareAndSet(now, now + 1)) {
        return;
      }
    }
    throw new IllegalStateException(what + " is closed");
  }

  /** Ends one {@link #hold}. */
  void letGo() {
    holders.decrementAndGet();
  }

  boolean isOpen() {
    return arena.scope().isAlive();
  }

  /**
   * Closes what was made from this object, the last first, then the object. A failure does not keep
   * the others open; the first is thrown at the end.
   *
   * @throws IllegalStateException when a call is using one of them; those stay open, and so does
   *     what they were made from
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (!arena.scope().isAlive()) {
        return;
      }
      Failures failures = new Failures();
      List<Handle> latestFirst = new ArrayList<>(children);
      Collections.reverse(latestFirst);
      for (Handle child : latestFirst) {
        failures.run(child::close);
      }
      if (children.isEmpty()) {
        failures.run(this::release);
      }
      failures.rethrow();
    }
  }

  private void release() {
    if (!holders.compareAndSet(0, CLOSED)) {
      throw inUse(null);
    }
    try {
      arena.close();
    } catch (IllegalStateException e) {
      if (arena.scope().isAlive()) {
        throw inUse(e);
      }
      throw e;
    } finally {
      if (arena.scope().isAlive()) {
        holders.set(0);
      } else {
        closed.set(true);
        if (parent != null) {
          parent.children.remove(this);
        }
      }
    }
  }

  private IllegalStateException inUse(Exception cause) {
    return new IllegalStateException(what + " cannot be closed while a call is using it", cause);
  }

  /** Must not refer to the handle, which would then never be forgotten. */
  private record Forgotten(String what, AtomicBoolean closed) implements Runnable {
    @Override
    public void run() {
      if (!closed.get()) {
        log.warn("{} was never closed; close it, best by try-with-resources", what);
      }
    }
  }
}
