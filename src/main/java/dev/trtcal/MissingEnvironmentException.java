package dev.trtcal;

/**
 * A library, driver or device that the request needs is not there; the message lists every place
 * that was tried.
 */
public final class MissingEnvironmentException extends TrtcalException {
  private static final long serialVersionUID = 1L;

  public MissingEnvironmentException(String code, String message) {
    this(code, message, null);
  }

  public MissingEnvironmentException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
