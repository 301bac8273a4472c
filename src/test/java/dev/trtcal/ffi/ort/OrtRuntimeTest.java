package dev.trtcal.ffi.ort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Component;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.onnx.TinyModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrtRuntimeTest {
  private static final Path HERE = Path.of(".");
  private static final OrtSession.Options OPTIONS =
      new OrtSession.Options(1, OrtSession.Optimization.ALL);

  @Test
  void loadsTheLibraryOnceAndTellsItsVersion() {
    OrtRuntime runtime = OrtRuntime.load();
    assertSame(runtime, OrtRuntime.load());
    assertTrue(runtime.version().matches("1\\.\\d+\\.\\d+.*"), runtime.version());
    assertTrue(Files.isRegularFile(runtime.path()));
    assertEquals(
        Component.ok("ONNX Runtime", runtime.version(), runtime.path().toString()),
        OrtRuntime.component());
  }

  @Test
  void describesAndRunsANetwork() {
    byte[] model =
        new TinyModel(17)
            .input("x", -1, 3)
            .chain("Neg", "x", "y")
            .chain("Shape", "x", "s")
            .output("y")
            .output("s")
            .bytes();
    OrtRuntime runtime = OrtRuntime.load();
    try (Arena arena = Arena.ofConfined();
        OrtSession session = new OrtSession(runtime, model, HERE, OPTIONS)) {
      assertEquals(
          List.of(new OrtTensorInfo("x", 1, Shape.of(Shape.DYNAMIC, 3))), session.inputs());
      assertEquals(List.of("y", "s"), session.outputs().stream().map(OrtTensorInfo::name).toList());
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
      try (OrtTensor x = new OrtTensor(runtime, data, 1, Shape.of(2, 3));
          OrtOutputs outputs = session.run(List.of(x))) {
        assertEquals(6, outputs.elements(0));
        assertArrayEquals(
            new float[] {-1, -2, -3, -4, -5, -6},
            outputs.data(0, Float.BYTES).toArray(ValueLayout.JAVA_FLOAT));
        assertArrayEquals(
            new long[] {2, 3}, outputs.data(1, Long.BYTES).toArray(ValueLayout.JAVA_LONG));
      }
    }
  }

  @Test
  void refusesValuesAfterTheirMemoryWasGivenBack() {
    OrtRuntime runtime = OrtRuntime.load();
    OrtSession session = new OrtSession(runtime, negation(), HERE, OPTIONS);
    try (Arena arena = Arena.ofConfined();
        OrtTensor x = new OrtTensor(runtime, arena.allocate(4, 4), 1, Shape.of(1))) {
      OrtOutputs outputs = session.run(List.of(x));
      MemorySegment data = outputs.data(0, Float.BYTES);
      outputs.close();
      outputs.close();
      assertThrows(IllegalStateException.class, () -> data.get(ValueLayout.JAVA_FLOAT, 0));
      session.close();
      session.close();
      assertThrows(IllegalStateException.class, () -> session.run(List.of(x)));
    }
  }

  @Test
  void passesOnWhatTheLibrarySaysInOneLine() {
    OrtRuntime runtime = OrtRuntime.load();
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () -> new OrtSession(runtime, new byte[] {1, 2, 3}, HERE, OPTIONS));
    assertEquals("model.refused", e.code());
    assertTrue(e.getMessage().contains("CreateSessionFromArray"), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  @Test
  void opensAndClosesManySessions() {
    OrtRuntime runtime = OrtRuntime.load();
    for (int i = 0; i < 300; i++) {
      new OrtSession(runtime, negation(), HERE, OPTIONS).close();
    }
  }

  /** With telemetry on, the library overflows the stack on a command line of 4,000 characters. */
  @Test
  void survivesALongCommandLineBecauseTelemetryIsOff() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName(),
                "x".repeat(20_000))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
  }

  /** A process that only loads the library. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) {
      OrtRuntime.load();
    }
  }

  private static byte[] negation() {
    return new TinyModel(17).input("x", 1).chain("Neg", "x", "y").output("y").bytes();
  }
}
