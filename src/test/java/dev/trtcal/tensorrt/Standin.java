package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The stand-in libraries under {@code native/standin}: their knobs, counts and trace. Everything is
 * the process's, so tests that use it must not run at the same time.
 */
public final class Standin {
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "trtcal.nvinfer", "libnvinfer.so.10",
          "trtcal.nvonnxparser", "libnvonnxparser.so.10",
          "trtcal.cudart", "libcudart.so.13",
          "trtcal.cuda", "libcuda.so.1");

  private static Standin instance;

  private final MethodHandle reset;
  private final MethodHandle set;
  private final MethodHandle live;
  private final MethodHandle count;
  private final MethodHandle trace;

  private Standin(Path control) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(control, Arena.global());
    reset = function(symbols, "standin_reset", FunctionDescriptor.ofVoid());
    set =
        function(
            symbols,
            "standin_set",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    FunctionDescriptor byName = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    live = function(symbols, "standin_live", byName);
    count = function(symbols, "standin_count", byName);
    trace =
        function(
            symbols,
            "standin_trace",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  }

  /**
   * Has TensorRT, CUDA and the driver be the stand-ins in this process, all knobs at their
   * defaults, until {@link #leave}. Skips the test where the build has no shim, for lack of a
   * compiler.
   */
  public static synchronized Standin use() {
    Path shim = Path.of(System.getProperty("trtcal.shim", "libtrtcal.so"));
    Assumptions.assumeTrue(
        Files.isRegularFile(shim), "this build has no shim: CMake or a C++ compiler is missing");
    Path folder = Path.of(System.getProperty("trtcal.test.native"), "standin").toAbsolutePath();
    LIBRARIES.forEach((property, library) -> name(property, folder.resolve(library)));
    if (instance == null) {
      instance = new Standin(folder.resolve("libtrtcal_standin.so"));
    }
    instance.reset();
    return instance;
  }

  /** The options by which another JVM uses the stand-ins; good after {@link #use}. */
  public static String[] options() {
    return Stream.concat(
            LIBRARIES.keySet().stream(), Stream.of("trtcal.shim", "trtcal.test.native"))
        .map(property -> "-D" + property + "=" + System.getProperty(property))
        .toArray(String[]::new);
  }

  private static void name(String property, Path library) {
    assertTrue(Files.isRegularFile(library), library + " was not built");
    System.setProperty(property, library.toString());
  }

  private static MethodHandle function(
      SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.find(name).orElseThrow(), descriptor);
  }

  /** All knobs to their defaults, all counts to 0, the trace emptied; live objects stay counted. */
  public void reset() {
    try {
      reset.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Turns a knob. */
  public void set(String knob, long value) {
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(0, (int) set.invokeExact(arena.allocateFrom(knob), value), knob);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Native objects of a kind that are alive, {@code all} for all kinds. */
  public long live(String kind) {
    return ask(live, kind);
  }

  /** What was counted since the reset. */
  public long count(String what) {
    return ask(count, what);
  }

  private static long ask(MethodHandle function, String what) {
    try (Arena arena = Arena.ofConfined()) {
      long answer = (long) function.invokeExact(arena.allocateFrom(what));
      assertTrue(answer >= 0, what + " is not known to the stand-in");
      return answer;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** The calls of one build, counted from 1 since the reset. */
  public List<String> trace(int build) {
    String prefix = build + " ";
    return whole()
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  private String whole() {
    try (Arena arena = Arena.ofConfined()) {
      long length = (long) trace.invokeExact(MemorySegment.NULL, 0L);
      MemorySegment buffer = arena.allocate(length + 1);
      long again = (long) trace.invokeExact(buffer, length + 1);
      assertEquals(length, again);
      return buffer.getString(0);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /**
   * Ends what {@link #use} began, for the sake of tests that expect this machine as it is, and
   * fails as {@link #assertClean} does.
   */
  public void leave() {
    LIBRARIES.keySet().forEach(System::clearProperty);
    try {
      assertClean();
    } finally {
      // Loaded libraries stay, and the system's loader finds them by name.
      set("driver", 0);
    }
  }

  /** Fails unless every native object was given back, and in the right order. */
  public void assertClean() {
    assertEquals(0, live("all"), "native objects left alive");
    for (String fault :
        List.of("order_violations", "guard_violations", "freed_while_pending", "foreign_frees")) {
      assertEquals(0, count(fault), fault);
    }
  }
}
