package dev.trtcal.demo.service;

/** A request that is not served, and why, in a sentence for the caller. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int TOO_LARGE = 413;
  static final int UNUSABLE = 422;
  static final int BUSY = 503;

  private final int status;

  /**
   * @param status HTTP's
   */
  Refused(int status, String why) {
    super(why);
    this.status = status;
  }

  int status() {
    return status;
  }
}
