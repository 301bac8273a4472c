package dev.trtcal.cli;

import dev.trtcal.ProgressListener;
import java.io.Console;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error: a bar on a terminal, a plain line for each tenth elsewhere. */
final class Progress implements ProgressListener, AutoCloseable {
  private final PrintStream err;
  private final boolean terminal;
  private ProgressBar bar;
  private String phase = "";
  private long nextLine;

  static Progress onStandardError() {
    return new Progress(System.err, onTerminal());
  }

  Progress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void progress(String phase, long done, long total) {
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

  /** With {@code -Djdk.console=java.base} there may still be no console at all. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void begin(String next, long total) {
    close();
    phase = next;
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

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    phase = "";
  }
}
