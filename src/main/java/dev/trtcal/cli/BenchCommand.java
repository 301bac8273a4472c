package dev.trtcal.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code trtcal bench}: figures of speed, each variant side by side with what it is held against.
 */
@Command(
    name = "bench",
    description = {
      "Measure on this machine, side by side.",
      "Variants are checked to give the same results, then take turns, so that a busy machine slows"
          + " all of them; the figure is the median."
    },
    subcommands = {BenchCpuCommand.class, BenchFeedCommand.class, BenchMemoryCommand.class})
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Without a subcommand there is nothing to measure: what there is gets printed. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
