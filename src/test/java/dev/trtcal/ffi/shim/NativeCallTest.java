package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import dev.trtcal.bindings.shim.shim_h;
import dev.trtcal.bindings.shim.trtcal_error;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** How a status becomes an exception, and what generated code wraps becomes itself again. */
class NativeCallTest {
  private static TrtcalException thrownFor(int status, String message) {
    return assertThrows(
        TrtcalException.class,
        () ->
            NativeCall.check(
                "trtcal_something",
                (scratch, error) -> {
                  trtcal_error.message(error).setString(0, message);
                  return status;
                }));
  }

  private static void assertFailure(
      int status, Class<? extends TrtcalException> type, String code) {
    TrtcalException thrown = thrownFor(status, "what went wrong");
    assertSame(type, thrown.getClass());
    assertEquals(code, thrown.code());
    assertEquals("what went wrong", thrown.getMessage());
  }

  @Test
  void throwsByStatus() {
    assertFailure(shim_h.TRTCAL_INVALID_ARGUMENT(), UsageException.class, "tensorrt.argument");
    assertFailure(
        shim_h.TRTCAL_LIBRARY_MISSING(), MissingEnvironmentException.class, "tensorrt.missing");
    assertFailure(
        shim_h.TRTCAL_VERSION_REFUSED(), MissingEnvironmentException.class, "tensorrt.version");
    assertFailure(
        shim_h.TRTCAL_NO_DRIVER(), MissingEnvironmentException.class, "tensorrt.nodriver");
    assertFailure(
        shim_h.TRTCAL_TENSORRT_FAILED(), CalibrationFailedException.class, "tensorrt.failed");
    assertFailure(
        shim_h.TRTCAL_CALLBACK_FAILED(), CalibrationFailedException.class, "tensorrt.callback");
    assertFailure(shim_h.TRTCAL_INTERNAL(), CalibrationFailedException.class, "tensorrt.internal");
    assertFailure(12345, CalibrationFailedException.class, "tensorrt.internal");
  }

  @Test
  void namesTheFunctionWhenThereIsNoMessage() {
    assertEquals(
        "trtcal_something: failed with status 7",
        thrownFor(shim_h.TRTCAL_INTERNAL(), "").getMessage());
  }

  @Test
  void tellsARefusalFromAFailure() {
    assertEquals(
        "no",
        NativeCall.refusal(
                "trtcal_something",
                (scratch, error) -> {
                  trtcal_error.message(error).setString(0, "no");
                  return shim_h.TRTCAL_TENSORRT_FAILED();
                })
            .orElseThrow());
    assertFalse(
        NativeCall.refusal("trtcal_something", (scratch, error) -> shim_h.TRTCAL_OK()).isPresent());
    assertThrows(
        CalibrationFailedException.class,
        () -> NativeCall.refusal("trtcal_something", (scratch, error) -> shim_h.TRTCAL_INTERNAL()));
  }

  @Test
  void unwrapsWhatGeneratedCodeWraps() {
    RuntimeException own = new IllegalStateException("already closed");
    assertSame(own, thrownBy(new AssertionError("should not reach here", own)));
    Error error = new StackOverflowError();
    assertSame(error, thrownBy(new AssertionError("should not reach here", error)));
    Error bare = new AssertionError("of its own");
    assertSame(bare, thrownBy(bare));
  }

  private static Throwable thrownBy(Error thrown) {
    return assertThrows(
        Throwable.class,
        () ->
            NativeCall.SHIM.run(
                () -> {
                  throw thrown;
                }));
  }

  @Test
  void saysThatTheShimLacksAFunction() {
    Throwable thrown = thrownBy(new UnsatisfiedLinkError("unresolved symbol: trtcal_new"));
    assertEquals("shim.symbol", ((MissingEnvironmentException) thrown).code());
  }

  @Test
  void releasesWhatItMadeWhenTheOwnerCloses() {
    long[] destroyed = {0};
    try (Arena owner = Arena.ofShared()) {
      MemorySegment made =
          NativeCall.create(
              "trtcal_something",
              owner,
              (scratch, out, error) -> {
                out.set(ValueLayout.JAVA_LONG, 0, 4096);
                return shim_h.TRTCAL_OK();
              },
              object -> destroyed[0] = object.address());
      assertEquals(4096, made.address());
      assertEquals(0, made.byteSize());
      assertEquals(0, destroyed[0]);
    }
    assertEquals(4096, destroyed[0]);
  }
}
