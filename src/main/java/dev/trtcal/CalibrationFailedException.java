package dev.trtcal;

/** The engine gave up; the message holds its own last words. */
public final class CalibrationFailedException extends TrtcalException {
  private static final long serialVersionUID = 1L;

  public CalibrationFailedException(String code, String message) {
    this(code, message, null);
  }

  public CalibrationFailedException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
