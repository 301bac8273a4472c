package dev.trtcal.tensorrt;

import dev.trtcal.ffi.shim.LogTarget;
import dev.trtcal.ffi.shim.Shim;
import dev.trtcal.ffi.shim.ShimLogger;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TensorRT's log. Every message goes to the SLF4J logger {@code tensorrt}, verbose ones at debug
 * level; how much of it is shown is decided there. The last errors and warnings are kept, and a
 * failing build carries those that belong to it.
 *
 * <p>There is one for the whole process, never freed: TensorRT registers the first logger it is
 * given for all builders and runtimes and ignores the others.
 */
public final class TensorRtLogger {
  private static final Logger log = LoggerFactory.getLogger("tensorrt");
  private static final int KEPT = 32;
  private static TensorRtLogger instance;

  private final MemorySegment segment;
  private final Deque<Line> recent = new ArrayDeque<>();
  private final Set<Capture> captures = ConcurrentHashMap.newKeySet();

  private TensorRtLogger() {
    segment = ShimLogger.create(new Target(), Arena.global());
  }

  /** One message. */
  public record Line(LogSeverity severity, String text) {
    /** As {@code ERROR: text}. */
    @Override
    public String toString() {
      return severity + ": " + text;
    }
  }

  /** The logger of this process; loads the shim if need be. */
  static synchronized TensorRtLogger get() {
    if (instance == null) {
      Shim.load();
      instance = new TensorRtLogger();
    }
    return instance;
  }

  /** The last errors and warnings of the process, the latest last. */
  public List<Line> recent() {
    synchronized (recent) {
      return List.copyOf(recent);
    }
  }

  MemorySegment segment() {
    return segment;
  }

  /** Collects the errors and warnings of a call that this thread is about to make. */
  Capture capture() {
    Capture capture = new Capture(Thread.currentThread());
    captures.add(capture);
    return capture;
  }

  /**
   * The errors and warnings of one call: those logged on its thread, and those of threads that make
   * no captured call themselves, which are TensorRT's own.
   */
  final class Capture implements AutoCloseable {
    private final Thread thread;
    private final Deque<Line> lines = new ArrayDeque<>();
    private volatile boolean ending;

    private Capture(Thread thread) {
      this.thread = thread;
    }

    /** From here on an error of the call says that it was ended, as its caller wanted. */
    void expectEnd() {
      ending = true;
    }

    List<Line> lines() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    @Override
    public void close() {
      captures.remove(this);
    }
  }

  private void keep(Line line) {
    append(recent, line);
    for (Capture capture : concerned()) {
      append(capture.lines, line);
    }
  }

  private Collection<Capture> concerned() {
    List<Capture> own = new ArrayList<>();
    for (Capture capture : captures) {
      if (capture.thread == Thread.currentThread()) {
        own.add(capture);
      }
    }
    return own.isEmpty() ? captures : own;
  }

  private boolean ending() {
    Collection<Capture> calls = concerned();
    return !calls.isEmpty() && calls.stream().allMatch(call -> call.ending);
  }

  private static void append(Deque<Line> lines, Line line) {
    synchronized (lines) {
      if (lines.size() == KEPT) {
        lines.removeFirst();
      }
      lines.addLast(line);
    }
  }

  private final class Target implements LogTarget {
    @Override
    public boolean wants(int severity) {
      return switch (LogSeverity.of(severity)) {
        case VERBOSE -> log.isDebugEnabled();
        case INFO -> log.isInfoEnabled();
        default -> true;
      };
    }

    @Override
    public void log(int number, String message) {
      LogSeverity given = LogSeverity.of(number);
      LogSeverity severity =
          given.compareTo(LogSeverity.WARNING) <= 0 && ending() ? LogSeverity.INFO : given;
      switch (severity) {
        case VERBOSE -> log.debug("{}", message);
        case INFO -> log.info("{}", message);
        case WARNING -> log.warn("{}", message);
        default -> log.error("{}", message);
      }
      if (severity.compareTo(LogSeverity.WARNING) <= 0) {
        keep(new Line(severity, message));
      }
    }
  }
}
