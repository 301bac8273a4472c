package dev.trtcal;

/** A model, image, tensor file or cache that cannot be used as it is. */
public final class InvalidInputException extends TrtcalException {
  private static final long serialVersionUID = 1L;

  public InvalidInputException(String code, String message) {
    this(code, message, null);
  }

  public InvalidInputException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
