package dev.trtcal;

import java.util.Objects;

/**
 * The root of everything this library throws on purpose. The message is one line: what failed, on
 * which file or tensor, what to do.
 */
public abstract sealed class TrtcalException extends RuntimeException
    permits CalibrationFailedException,
        InvalidInputException,
        MissingEnvironmentException,
        OutputException,
        UsageException {
  private static final long serialVersionUID = 1L;

  private final String code;

  TrtcalException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /**
   * A stable name of the failure, such as {@code model.unreadable}; the message may change, this
   * does not.
   */
  public String code() {
    return code;
  }
}
