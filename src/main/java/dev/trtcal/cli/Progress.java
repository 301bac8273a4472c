package dev.trtcal.cli;

import dev.trtcal.ProgressListener;
import java.io.Console;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on standard error: a bar on a terminal, a plain line for each tenth elsewhere. Behind
 * the bar stand the parts that are going on, the outermost first; where nobody knows how long a
 * phase is, the outermost part is the bar's measure.
 */
final class Progress implements ProgressListener, AutoCloseable {
  private final PrintStream err;
  private final boolean terminal;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private ProgressBar bar;
  private String phase = "";
  private boolean measured;
  private long nextLine;

  /** A part that is going on. */
  private record Part(String of, long done, long total) {
    String text(String name) {
      return name + " " + done + "/" + total;
    }
  }

  static Progress onStandardError() {
    return new Progress(System.err, onTerminal());
  }

  Progress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void progress(String phase, long done, long total) {
    if (!phase.equals(this.phase)) {
      begin(phase, total);
    }
    if (terminal) {
      bar.stepTo(done);
    } else if (total > 0 && done >= nextLine) {
      err.println(phase + ": " + done + " of " + total);
      nextLine = Math.min(total, done + Math.max(1, Math.ceilDiv(total, 10)));
      if (done == total) {
        nextLine = Long.MAX_VALUE;
      }
    }
  }

  @Override
  public synchronized void part(String part, String of, long done, long total) {
    if (done == total) {
      parts.remove(part);
    } else {
      parts.put(part, new Part(of, done, total));
    }
    if (bar != null) {
      bar.setExtraMessage(partsText());
      if (!measured && of.isEmpty()) {
        bar.maxHint(total).stepTo(done);
      }
    } else if (!terminal && of.isEmpty() && done > 0 && isTenth(done, total)) {
      err.println("  " + part + ": " + done + " of " + total);
    }
  }

  private static boolean isTenth(long done, long total) {
    return done == total || done * 10 / total != (done - 1) * 10 / total;
  }

  /** The latest part with those that it is in. */
  String partsText() {
    String latest = null;
    for (String part : parts.keySet()) {
      latest = part;
    }
    String text = "";
    for (Part part = parts.get(latest); part != null; part = parts.get(latest)) {
      text = part.text(latest) + (text.isEmpty() ? "" : " › ") + text;
      latest = part.of();
    }
    return text;
  }

  /** With {@code -Djdk.console=java.base} there may still be no console at all. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void begin(String next, long total) {
    end();
    phase = next;
    measured = total > 0;
    nextLine = 0;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(next)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .build();
    } else if (total <= 0) {
      err.println(next);
    }
  }

  private void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    phase = "";
  }

  @Override
  public synchronized void close() {
    end();
  }
}
