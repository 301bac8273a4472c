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
    } catch (AssertionError e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    } catch (LinkageError e) {
      String why =
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      throw new MissingEnvironmentException(
          code, library + " lacks a function (" + why + "); " + advice, e);
    }
  }
}
