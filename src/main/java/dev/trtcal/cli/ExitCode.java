package dev.trtcal.cli;

import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;

/** What the process answers its caller; part of the command's contract. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int ENVIRONMENT = 3;
  static final int CHECK = 4;

  private ExitCode() {}

  static int of(TrtcalException failure) {
    if (failure instanceof UsageException) {
      return USAGE;
    }
    return failure instanceof MissingEnvironmentException ? ENVIRONMENT : FAILED;
  }
}
