package dev.trtcal.tensorrt;

import dev.trtcal.BatchLayout;
import dev.trtcal.EngineRunner;
import dev.trtcal.NetworkRunner;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An engine with a context, and memory for its outputs, made when it first runs. */
final class RunningEngine implements EngineRunner.Engine {
  /** How TensorRT names layers that bring a tensor into another layout or precision. */
  private static final String COPY = "Reformatting CopyNode";

  private final Engine engine;
  private final ExecutionContext context;
  private final Map<String, Float> scales;
  private final Map<String, String> hidden;
  private final Set<String> unseen;
  private final Map<String, DeviceBuffer> outputs = new HashMap<>();
  private final TensorInfo scored;
  private EngineTimer timer;
  private final boolean shows;

  private boolean listening;

  /** Null where nobody is looking. */
  private Look look;

  private PinnedBuffer staging;
  private int room;

  /**
   * Who is looking at a run.
   *
   * @param rows samples that the engine computes
   * @param samples that were asked for
   */
  private record Look(int rows, int samples, EngineRunner.Observer observer) {}

  /**
   * @param scales of the cache that it was built with
   * @param marked the tensors that runs show
   * @param hidden those that they cannot show, and why
   */
  RunningEngine(
      Engine engine,
      Map<String, Float> scales,
      Collection<String> marked,
      Map<String, String> hidden) {
    this.engine = engine;
    this.scales = Map.copyOf(scales);
    this.hidden = new LinkedHashMap<>(hidden);
    unseen = new LinkedHashSet<>(marked);
    shows = !marked.isEmpty();
    try {
      scored = scored(engine.tensors());
      context = engine.createContext();
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /** The first output of floating-point numbers, float32 before others. */
  private static TensorInfo scored(List<TensorInfo> tensors) {
    return tensors.stream()
        .filter(tensor -> !tensor.input() && Elements.areNumbers(tensor.type()))
        .min(Comparator.comparing(TensorInfo::type))
        .orElseThrow(
            () ->
                new UsageException(
                    "engine.output",
                    "no output of the engine holds floating-point numbers, so there is nothing to"
                        + " compare"));
  }

  @Override
  public float[] run(NetworkRunner.Feed feed) {
    DeviceFeed data = (DeviceFeed) feed;
    int rows = bind(data);
    context.enqueue(buffers(data), data.stream());
    return scores(data, rows);
  }

  @Override
  public float[] run(NetworkRunner.Feed feed, EngineRunner.Observer observer) {
    DeviceFeed data = (DeviceFeed) feed;
    int rows = bind(data);
    if (shows && !listening) {
      context.setDebugListener(this::show);
      listening = true;
    }
    look = new Look(rows, data.samples(), observer);
    context.enqueue(buffers(data), data.stream());
    data.stream().synchronize();
    look = null;
    unseen.forEach(name -> hidden.putIfAbsent(name, "the engine never showed it"));
    for (TensorInfo output : engine.tensors()) {
      if (!output.input() && Elements.areNumbers(output.type())) {
        observer.tensor(output.name(), FloatBuffer.wrap(values(output, data, rows)));
      }
    }
    return scores(data, rows);
  }

  private float[] scores(DeviceFeed data, int rows) {
    return values(scored, data, rows);
  }

  /** What an output holds of the current samples. */
  private float[] values(TensorInfo output, DeviceFeed data, int rows) {
    DeviceBuffer from = outputs.get(output.name());
    PinnedBuffer to = staging(from.bytes());
    data.stream().copy(from, to);
    data.stream().synchronize();
    Shape shape = actual(output, rows);
    FloatBuffer all =
        Elements.floats(output.type(), to.segment(), Math.toIntExact(shape.elements()));
    float[] values = new float[asked(shape, rows, data.samples())];
    all.get(values);
    return values;
  }

  /**
   * Elements of a tensor that belong to the samples asked for; all where its first axis is none.
   */
  private static int asked(Shape shape, int rows, int samples) {
    int all = Math.toIntExact(shape.elements());
    return shape.rank() > 0 && shape.dim(0) == rows ? all / rows * samples : all;
  }

  private PinnedBuffer staging(long bytes) {
    if (staging == null || staging.bytes() < bytes) {
      if (staging != null) {
        staging.close();
      }
      staging = PinnedBuffer.allocate(bytes);
    }
    return staging;
  }

  /** Sets shapes and makes room for the outputs; returns the samples that the engine computes. */
  private int bind(DeviceFeed data) {
    BatchLayout layout = data.layout();
    if (layout.batchSize() > room) {
      outputs.values().forEach(DeviceBuffer::close);
      outputs.clear();
      room = layout.batchSize();
    }
    boolean dynamic = false;
    for (TensorInfo input : engine.tensors()) {
      if (input.input()) {
        check(input, layout);
        dynamic |= input.shape().rank() > 0 && input.shape().dim(0) == Shape.DYNAMIC;
        if (input.shape().isDynamic()) {
          int samples = input.shape().dim(0) == Shape.DYNAMIC ? data.samples() : layout.batchSize();
          context.setInputShape(input.name(), layout.shape(input.name(), samples));
        }
      }
    }
    for (TensorInfo output : engine.tensors()) {
      if (!output.input() && !outputs.containsKey(output.name())) {
        long bytes = output.bytes(actual(output, layout.batchSize()));
        outputs.put(output.name(), DeviceBuffer.allocate(bytes));
      }
    }
    return dynamic ? data.samples() : layout.batchSize();
  }

  /** The data come as the engine takes them. */
  private static void check(TensorInfo input, BatchLayout layout) {
    for (TensorSpec spec : layout.inputs()) {
      if (spec.name().equals(input.name())) {
        boolean fits = spec.shape().rank() == input.shape().rank();
        for (int axis = 0; fits && axis < spec.shape().rank(); axis++) {
          long extent = input.shape().dim(axis);
          fits = extent == Shape.DYNAMIC || extent == spec.shape().dim(axis);
        }
        if (fits && spec.type() == input.spec().type()) {
          return;
        }
        throw new UsageException(
            "engine.input", "the engine takes " + input + "; the data come as " + spec);
      }
    }
    throw new UsageException(
        "engine.input", "the engine takes " + input + ", for which there are no data");
  }

  /** A tensor's shape with so many samples. */
  private static Shape actual(TensorInfo tensor, int samples) {
    Shape shape = tensor.shape();
    if (shape.rank() > 0 && shape.dim(0) == Shape.DYNAMIC) {
      shape = shape.dropFirst().prepend(samples);
    }
    if (shape.isDynamic()) {
      throw new UsageException(
          "engine.output",
          "output " + tensor + ": only a dynamic batch axis is known how to be read");
    }
    return shape;
  }

  private Map<String, DeviceBuffer> buffers(DeviceFeed data) {
    Map<String, DeviceBuffer> buffers = new HashMap<>(outputs);
    buffers.putAll(data.buffers());
    return buffers;
  }

  private void show(DebugTensor tensor) {
    unseen.remove(tensor.name());
    if (look == null) {
      return;
    }
    Float scale = scales.get(tensor.name());
    boolean scaled = tensor.type() == DataType.INT8;
    if (!Elements.areNumbers(tensor.type()) || (scaled && scale == null)) {
      hidden.put(tensor.name(), "the engine shows it as " + tensor.type());
      return;
    }
    MemorySegment host = staging(tensor.bytes()).segment();
    tensor.copyTo(host);
    int count = Math.toIntExact(tensor.shape().elements());
    FloatBuffer values = Elements.floats(tensor.type(), host, count);
    for (int i = 0; scaled && i < count; i++) {
      values.put(i, values.get(i) * scale);
    }
    look.observer()
        .tensor(tensor.name(), values.limit(asked(tensor.shape(), look.rows(), look.samples())));
  }

  @Override
  public double milliseconds(NetworkRunner.Feed feed) {
    DeviceFeed data = (DeviceFeed) feed;
    bind(data);
    Map<String, DeviceBuffer> buffers = buffers(data);
    if (timer == null) {
      timer = new EngineTimer();
    }
    return timer.milliseconds(data.stream(), () -> context.enqueue(buffers, data.stream()));
  }

  /** A reformatted copy counts for the tensor that it copies. */
  @Override
  public Set<String> int8() {
    Set<String> names = new TreeSet<>();
    for (EngineLayer layer : engine.layers()) {
      for (List<EngineLayer.Edge> side : List.of(layer.inputs(), layer.outputs())) {
        for (EngineLayer.Edge edge : side) {
          if (edge.precision() == EngineLayer.Precision.INT8) {
            names.add(
                layer.name().startsWith(COPY) ? layer.inputs().get(0).tensor() : edge.tensor());
          }
        }
      }
    }
    names.removeIf(name -> name.startsWith("Reformatted "));
    return names;
  }

  @Override
  public Map<String, String> hidden() {
    return Map.copyOf(hidden);
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.run(context::close);
    failures.run(engine::close);
    outputs.values().forEach(buffer -> failures.run(buffer::close));
    if (timer != null) {
      failures.run(timer::close);
    }
    if (staging != null) {
      failures.run(staging::close);
    }
    failures.rethrow();
  }
}
