package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.Shape;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking into a running engine without marking outputs. */
class DebugTensorStandinTest {
  private static final int FLOATS = 12;

  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  /** What one test does with an engine in which {@code c} was marked. */
  private interface Body {
    void run(ExecutionContext context, Map<String, DeviceBuffer> buffers, CudaStream stream)
        throws Exception;
  }

  private void withEngine(Body body) throws Exception {
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser();
        BuilderConfig config = builder.createConfig();
        TensorRtRuntime runtime = trt.createRuntime()) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      assertFalse(network.markDebug("nothing"));
      assertTrue(network.markDebug("c"));
      assertEquals(1, network.outputs().size());
      long bytes = 4L * 2 * FLOATS;
      try (SerializedEngine plan = builder.buildSerializedNetwork(network, config);
          Engine engine = runtime.deserialize(plan.segment());
          ExecutionContext context = engine.createContext();
          PinnedBuffer host = PinnedBuffer.allocate(bytes);
          DeviceBuffer x = DeviceBuffer.allocate(bytes);
          DeviceBuffer y = DeviceBuffer.allocate(bytes);
          CudaStream stream = CudaStream.create()) {
        for (int i = 0; i < 2 * FLOATS; i++) {
          host.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i < FLOATS ? 1 : 2);
        }
        stream.copy(host, x);
        body.run(context, Map.of("x", x, "y", y), stream);
        stream.synchronize();
      }
    }
  }

  private static List<Float> read(DebugTensor tensor) {
    List<Float> values = new ArrayList<>();
    // Into pinned memory a copy returns before it is done, so that not waiting for it shows.
    try (PinnedBuffer host = PinnedBuffer.allocate(tensor.bytes())) {
      tensor.copyTo(host.segment());
      for (long i = 0; i < tensor.shape().elements(); i++) {
        values.add(host.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i));
      }
    }
    return values;
  }

  @Test
  void showsAMarkedTensorWhileTheEngineRuns() throws Exception {
    withEngine(
        (context, buffers, stream) -> {
          List<Float> values = new ArrayList<>();
          context.setDebugListener(
              tensor -> {
                assertEquals("c", tensor.name());
                assertEquals(DataType.FLOAT, tensor.type());
                assertEquals(Shape.of(2, 1), tensor.shape());
                values.addAll(read(tensor));
              });
          context.enqueue(buffers, stream);
          assertEquals(2, values.size());
          assertEquals(2 * values.get(0), values.get(1));
          assertTrue(values.get(0) >= 0.5f * FLOATS && values.get(0) < 4.5f * FLOATS);
          context.clearDebugListener();
          context.enqueue(buffers, stream);
          assertEquals(2, values.size());
        });
  }

  @Test
  void rethrowsWhatTheListenerThrew() throws Exception {
    withEngine(
        (context, buffers, stream) -> {
          Error error = new AssertionError("mine");
          List<Throwable> next =
              new ArrayList<>(List.of(new IllegalStateException("mine too"), error));
          context.setDebugListener(
              tensor -> {
                Throwable thrown = next.isEmpty() ? new IOException("no disk") : next.remove(0);
                if (thrown instanceof Exception exception) {
                  throw exception;
                }
                throw (Error) thrown;
              });
          assertEquals(
              "mine too",
              assertThrows(IllegalStateException.class, () -> context.enqueue(buffers, stream))
                  .getMessage());
          assertSame(
              error, assertThrows(AssertionError.class, () -> context.enqueue(buffers, stream)));
          CalibrationFailedException wrapped =
              assertThrows(
                  CalibrationFailedException.class, () -> context.enqueue(buffers, stream));
          assertEquals("debug.failed", wrapped.code());
          assertTrue(wrapped.getMessage().contains("at c: "), wrapped.getMessage());
        });
  }

  @Test
  void aListenerSetAnewTakesThePlaceOfTheFirst() throws Exception {
    withEngine(
        (context, buffers, stream) -> {
          List<String> calls = new ArrayList<>();
          context.setDebugListener(tensor -> calls.add("first"));
          context.setDebugListener(tensor -> calls.add("second"));
          context.enqueue(buffers, stream);
          assertEquals(List.of("second"), calls);
          standin.set("fail_debug_listener", 1);
          assertThrows(
              CalibrationFailedException.class, () -> context.setDebugListener(tensor -> {}));
          context.enqueue(buffers, stream);
          assertEquals(List.of("second", "second"), calls);
        });
  }

  @Test
  void keepsItsListenerUntilTheRunIsOver() throws Exception {
    withEngine(
        (context, buffers, stream) -> {
          List<String> refused = Collections.synchronizedList(new ArrayList<>());
          context.setDebugListener(
              tensor -> {
                Thread other =
                    new Thread(
                        () ->
                            refused.add(
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> context.setDebugListener(shown -> {}))
                                    .getMessage()));
                other.start();
                other.join();
                refused.add(
                    assertThrows(IllegalStateException.class, context::clearDebugListener)
                        .getMessage());
              });
          context.enqueue(buffers, stream);
          assertEquals(2, refused.size());
          assertTrue(refused.get(0).contains("while a run shows it tensors"), refused.get(0));
          context.clearDebugListener();
          context.enqueue(buffers, stream);
          assertEquals(2, refused.size(), "it was taken away");
        });
  }

  @Test
  void saysThatTensorRtDoesNotMarkATensor() {
    standin.set("fail_mark_debug", 1);
    try (TensorRt trt = TensorRt.open();
        Builder builder = trt.createBuilder();
        Network network = builder.createNetwork();
        OnnxParser parser = network.createParser()) {
      assertTrue(parser.parse(TestModels.oneInput(2)));
      CalibrationFailedException thrown =
          assertThrows(CalibrationFailedException.class, () -> network.markDebug("c"));
      assertTrue(thrown.getMessage().contains("markDebug"), thrown.getMessage());
    }
  }
}
