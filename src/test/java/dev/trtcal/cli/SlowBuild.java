package dev.trtcal.cli;

import dev.trtcal.tensorrt.Standin;

/**
 * The command, on a stand-in that takes as long to make an engine as {@code trtcal.test.engine.ms}
 * says; for a process of its own.
 */
final class SlowBuild {
  private SlowBuild() {}

  public static void main(String[] arguments) {
    Standin.use().set("engine_ms", Long.getLong("trtcal.test.engine.ms"));
    Main.main(arguments);
  }
}
