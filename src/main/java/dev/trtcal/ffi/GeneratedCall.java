package dev.trtcal.ffi;

import dev.trtcal.MissingEnvironmentException;
import java.util.function.IntSupplier;

/**
 * Runs generated bindings, which wrap whatever a call throws (a closed segment, a wrong thread, no
 * stack left) in an AssertionError: the cause is what the caller must see.
 *
 * @param code the failure's code when the library lacks a function
 * @param library what the library is called in that message
 * @param advice what mends it
 */
public record GeneratedCall(String code, String library, String advice) {
  /**
   * Makes the call.
   *
   * @throws MissingEnvironmentException when the library has no such function
   */
  public int run(IntSupplier generated) {
    try {
      return generated.getAsInt();
    } catch (AssertionError | LinkageError e) {
      throw told(e);
    }
  }

  /**
   * What the caller must see, for a call that comes once a batch and is made without {@link #run},
   * whose argument would be an object in every call.
   *
   * @param e what the bindings threw
   * @return to be thrown; an error is thrown here
   */
  public RuntimeException told(Error e) {
    if (e instanceof LinkageError) {
      String why =
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      return new MissingEnvironmentException(
          code, library + " lacks a function (" + why + "); " + advice, e);
    }
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    if (e.getCause() instanceof Error cause) {
      throw cause;
    }
    throw e;
  }
}
