package dev.trtcal.tensorrt;

import dev.trtcal.EngineRunner;
import dev.trtcal.NetworkRunner;
import dev.trtcal.UsageException;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An engine with a context and memory, and those who look into it while it runs. */
final class RunningEngine implements EngineRunner.Engine {
  /** How TensorRT names layers that bring a tensor into another layout or precision. */
  private static final String COPY = "Reformatting CopyNode";

  private final Engine engine;
  private final ExecutionContext context;
  private final Map<String, Float> scales;
  private final Map<String, String> hidden;
  private final Set<String> unseen;
  private final boolean shows;
  private final TensorInfo scored;
  private final EngineMemory memory;
  private EngineTimer timer;
  private boolean listening;

  /** Null where nobody is looking. */
  private volatile Look look;

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
      memory = new EngineMemory(engine.tensors(), context);
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
    int rows = memory.bind(data);
    context.enqueue(memory.buffers(data), data.stream());
    return memory.values(scored, data, rows);
  }

  @Override
  public float[] run(NetworkRunner.Feed feed, EngineRunner.Observer observer) {
    DeviceFeed data = (DeviceFeed) feed;
    int rows = memory.bind(data);
    if (shows && !listening) {
      context.setDebugListener(this::show);
      listening = true;
    }
    look = new Look(rows, data.samples(), observer);
    context.enqueue(memory.buffers(data), data.stream());
    data.stream().synchronize();
    look = null;
    unseen.forEach(name -> hidden.putIfAbsent(name, "the engine never showed it"));
    float[] answer = {};
    for (TensorInfo output : engine.tensors()) {
      if (!output.input() && Elements.areNumbers(output.type())) {
        float[] values = memory.values(output, data, rows);
        observer.tensor(output.name(), FloatBuffer.wrap(values));
        answer = output.equals(scored) ? values : answer;
      }
    }
    return answer;
  }

  private void show(DebugTensor tensor) {
    unseen.remove(tensor.name());
    Look now = look;
    if (now == null) {
      return;
    }
    Float scale = scales.get(tensor.name());
    boolean scaled = tensor.type() == DataType.INT8;
    if (!Elements.areNumbers(tensor.type()) || (scaled && scale == null)) {
      hidden.put(tensor.name(), "the engine shows it as " + tensor.type());
      return;
    }
    MemorySegment host = memory.staging(tensor.bytes());
    tensor.copyTo(host);
    int count = Math.toIntExact(tensor.shape().elements());
    FloatBuffer values = Elements.floats(tensor.type(), host, count);
    for (int i = 0; scaled && i < count; i++) {
      values.put(i, values.get(i) * scale);
    }
    now.observer()
        .tensor(
            tensor.name(),
            values.limit(EngineMemory.asked(tensor.shape(), now.rows(), now.samples())));
  }

  @Override
  public double milliseconds(NetworkRunner.Feed feed) {
    DeviceFeed data = (DeviceFeed) feed;
    memory.bind(data);
    Map<String, DeviceBuffer> buffers = memory.buffers(data);
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
    return Collections.unmodifiableMap(new LinkedHashMap<>(hidden));
  }

  @Override
  public void close() {
    Failures failures = new Failures();
    failures.run(context::close);
    failures.run(engine::close);
    failures.run(memory::close);
    if (timer != null) {
      failures.run(timer::close);
    }
    failures.rethrow();
  }
}
