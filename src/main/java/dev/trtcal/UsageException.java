package dev.trtcal;

/**
 * A request that contradicts itself or the model, such as a batch size that the network does not
 * have.
 */
public final class UsageException extends TrtcalException {
  private static final long serialVersionUID = 1L;

  public UsageException(String code, String message) {
    this(code, message, null);
  }

  public UsageException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
