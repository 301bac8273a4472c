package dev.trtcal.ffi.shim;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What native code is given instead of a Java object: a number. It survives garbage collection, and
 * one that is no longer registered is told from a live one.
 *
 * <p>Few are live at a time, and they are asked for far more often than they change: so they lie in
 * a small table that is copied when it changes, and finding one takes no lock and allocates
 * nothing.
 */
final class Contexts<T> {
  private final AtomicLong last = new AtomicLong();
  private volatile Table live = new Table(new long[0], new Object[0]);

  /** Target i is registered under number i. */
  private static final class Table {
    private final long[] numbers;
    private final Object[] targets;

    Table(long[] numbers, Object[] targets) {
      this.numbers = numbers;
      this.targets = targets;
    }

    int size() {
      return numbers.length;
    }

    int index(long number) {
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] == number) {
          return i;
        }
      }
      return -1;
    }

    Table with(long number, Object target) {
      Table table =
          new Table(Arrays.copyOf(numbers, size() + 1), Arrays.copyOf(targets, size() + 1));
      table.numbers[size()] = number;
      table.targets[size()] = target;
      return table;
    }

    Table without(int index) {
      Table table =
          new Table(Arrays.copyOf(numbers, size() - 1), Arrays.copyOf(targets, size() - 1));
      System.arraycopy(numbers, index + 1, table.numbers, index, size() - 1 - index);
      System.arraycopy(targets, index + 1, table.targets, index, size() - 1 - index);
      return table;
    }
  }

  /** The number under which native code may ask for the target, never given twice. */
  synchronized long add(T target) {
    long context = last.incrementAndGet();
    live = live.with(context, target);
    return context;
  }

  /** The target, or null when it is registered no more. */
  @SuppressWarnings("unchecked") // add takes nothing but T
  T find(long context) {
    Table table = live;
    int index = table.index(context);
    return index < 0 ? null : (T) table.targets[index];
  }

  synchronized void remove(long context) {
    int index = live.index(context);
    if (index >= 0) {
      live = live.without(index);
    }
  }

  /** How many are registered. */
  int size() {
    return live.size();
  }
}
