package dev.trtcal.cli;

import dev.trtcal.tensorrt.Standin;

/**
 * The command, on a stand-in with the knob that {@code trtcal.test.knob} names, as {@code
 * engine_ms=1000}; for a process of its own.
 */
final class SlowBuild {
  private SlowBuild() {}

  public static void main(String[] arguments) {
    String[] knob = System.getProperty("trtcal.test.knob").split("=");
    Standin.use().set(knob[0], Long.parseLong(knob[1]));
    Main.main(arguments);
  }
}
