package dev.trtcal.ffi.shim;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What native code is given instead of a Java object: a number. It survives garbage collection, and
 * one that is no longer registered is told from a live one.
 *
 * <p>Few are live at a time, and they are asked for far more often than they change: so they lie in
 * a list that is made anew where it changes, and finding one takes no lock and allocates nothing.
 */
final class Contexts<T> {
  private final AtomicLong last = new AtomicLong();

  /** The newest first. */
  private volatile Entry<T> live;

  private record Entry<T>(long number, T target, Entry<T> next) {}

  /** The number under which native code may ask for the target, never given twice. */
  synchronized long add(T target) {
    long context = last.incrementAndGet();
    live = new Entry<>(context, target, live);
    return context;
  }

  /** The target, or null when it is registered no more. */
  T find(long context) {
    for (Entry<T> entry = live; entry != null; entry = entry.next) {
      if (entry.number == context) {
        return entry.target;
      }
    }
    return null;
  }

  synchronized void remove(long context) {
    live = without(live, context);
  }

  private static <T> Entry<T> without(Entry<T> list, long context) {
    if (list == null || list.number == context) {
      return list == null ? null : list.next;
    }
    return new Entry<>(list.number, list.target, without(list.next, context));
  }

  /** How many are registered. */
  int size() {
    int size = 0;
    for (Entry<T> entry = live; entry != null; entry = entry.next) {
      size++;
    }
    return size;
  }
}
