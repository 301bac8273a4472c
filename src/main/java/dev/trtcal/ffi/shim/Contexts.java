package dev.trtcal.ffi.shim;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What native code is given instead of a Java object: a number. It survives garbage collection, and
 * one that is no longer registered is told from a live one.
 */
final class Contexts<T> {
  private final AtomicLong last = new AtomicLong();
  private final ConcurrentMap<Long, T> live = new ConcurrentHashMap<>();

  /** The number under which native code may ask for the target, never given twice. */
  long add(T target) {
    long context = last.incrementAndGet();
    live.put(context, target);
    return context;
  }

  /** The target, or null when it is registered no more. */
  T find(long context) {
    return live.get(context);
  }

  void remove(long context) {
    live.remove(context);
  }

  /** How many are registered. */
  int size() {
    return live.size();
  }
}
