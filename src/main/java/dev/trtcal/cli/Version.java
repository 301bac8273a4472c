package dev.trtcal.cli;

import dev.trtcal.Trtcal;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"trtcal " + current()};
  }

  static String current() {
    return Trtcal.version();
  }
}
