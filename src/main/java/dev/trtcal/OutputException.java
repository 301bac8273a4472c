package dev.trtcal;

/** A result could not be written; nothing half-written is left. */
public final class OutputException extends TrtcalException {
  private static final long serialVersionUID = 1L;

  public OutputException(String code, String message) {
    this(code, message, null);
  }

  public OutputException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
