package dev.trtcal.ffi.ort;

import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TrtcalException;
import dev.trtcal.bindings.ort.OrtApi;
import dev.trtcal.bindings.ort.ort_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** A network ready to run on the CPU, from any threads at once; closing it frees the network. */
public final class OrtSession implements AutoCloseable {
  private final OrtApiTable table;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment session;
  private final List<OrtTensorInfo> inputs;
  private final List<OrtTensorInfo> outputs;
  private final MemorySegment inputNames;
  private final MemorySegment outputNames;
  private boolean closed;

  /**
   * How a session computes.
   *
   * @param threads threads of its operators, at least 1; the results do not depend on it
   * @param optimization how far the graph may be rewritten; graph outputs are computed at every
   *     level
   * @param spinning whether threads that wait for the next operator keep their core busy, which is
   *     quickest unless others have work for it
   * @param optimizedModel where to write the rewritten graph, for a later session that rewrites
   *     nothing on this machine
   */
  public record Options(
      int threads, Optimization optimization, boolean spinning, Optional<Path> optimizedModel) {
    public Options(int threads, Optimization optimization) {
      this(threads, optimization, true, Optional.empty());
    }
  }

  /** How far ONNX Runtime may rewrite the graph. */
  public enum Optimization {
    /** Every node runs as it stands in the model. */
    NOTHING(ort_h.ORT_OPTIMIZE_NOTHING()),
    /** Constants are folded and nodes fused where no output is lost. */
    BASIC(ort_h.ORT_OPTIMIZE_BASIC()),
    /** Everything, layouts included. */
    ALL(ort_h.ORT_OPTIMIZE_ALL());

    private final int level;

    Optimization(int level) {
      this.level = level;
    }
  }

  /**
   * Opens a network.
   *
   * <p>
   *
   * {@snippet lang=c :
   * OrtStatus* CreateSessionFromArray(const OrtEnv* env, const void* model, size_t bytes,
   *     const OrtSessionOptions* options, OrtSession** out);
   * }
   *
   * @param model the bytes of an ONNX file; copied
   * @param folder where the model's external data lie
   * @throws InvalidInputException when ONNX Runtime refuses the model, in its own words
   */
  public OrtSession(OrtRuntime runtime, byte[] model, Path folder, Options options) {
    table = runtime.table();
    session = create(runtime, model, folder, options);
    try {
      inputs = describe(true);
      outputs = describe(false);
      inputNames = names(inputs);
      outputNames = names(outputs);
    } catch (TrtcalException e) {
      close();
      throw e;
    }
  }

  /** What the session takes, in the model's order. */
  public List<OrtTensorInfo> inputs() {
    return inputs;
  }

  /** What the session computes, in the model's order. */
  public List<OrtTensorInfo> outputs() {
    return outputs;
  }

  /**
   * Computes all outputs.
   *
   * <p>
   *
   * {@snippet lang=c :
   * OrtStatus* Run(OrtSession* session, const OrtRunOptions* options, const char* const* input_names,
   *     const OrtValue* const* inputs, size_t input_count, const char* const* output_names,
   *     size_t output_count, OrtValue** outputs);
   * }
   *
   * @param tensors one for each of {@link #inputs()}, in its order; read until this returns
   * @return to be closed by the caller
   */
  public OrtOutputs run(List<OrtTensor> tensors) {
    if (closed || tensors.size() != inputs.size()) {
      throw new IllegalStateException(
          closed ? "the session is closed" : tensors.size() + " inputs for " + inputs.size());
    }
    MemorySegment api = table.api();
    try (Arena call = Arena.ofConfined()) {
      MemorySegment inputValues = call.allocate(ValueLayout.ADDRESS, Math.max(1, inputs.size()));
      MemorySegment outputValues = call.allocate(ValueLayout.ADDRESS, Math.max(1, outputs.size()));
      for (int i = 0; i < tensors.size(); i++) {
        inputValues.setAtIndex(ValueLayout.ADDRESS, i, tensors.get(i).value());
      }
      table.check(
          OrtApi.Run.invoke(
              OrtApi.Run(api),
              session,
              MemorySegment.NULL,
              inputNames,
              inputValues,
              inputs.size(),
              outputNames,
              outputs.size(),
              outputValues),
          "Run");
      return new OrtOutputs(table, outputValues, outputs.size());
    }
  }

  /** Frees the network; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      OrtApi.ReleaseSession.invoke(OrtApi.ReleaseSession(table.api()), session);
      arena.close();
    }
  }

  private MemorySegment create(OrtRuntime runtime, byte[] model, Path folder, Options options) {
    MemorySegment api = table.api();
    MemorySegment settings =
        table.create(
            "CreateSessionOptions",
            out -> OrtApi.CreateSessionOptions.invoke(OrtApi.CreateSessionOptions(api), out));
    try (Arena call = Arena.ofConfined()) {
      configure(settings, folder, options, call);
      MemorySegment bytes = call.allocate(model.length);
      MemorySegment.copy(model, 0, bytes, ValueLayout.JAVA_BYTE, 0, model.length);
      return table.create(
          "CreateSessionFromArray",
          out ->
              OrtApi.CreateSessionFromArray.invoke(
                  OrtApi.CreateSessionFromArray(api),
                  runtime.environment(),
                  bytes,
                  model.length,
                  settings,
                  out));
    } catch (TrtcalException e) {
      arena.close();
      throw new InvalidInputException("model.refused", e.getMessage(), e);
    } finally {
      OrtApi.ReleaseSessionOptions.invoke(OrtApi.ReleaseSessionOptions(api), settings);
    }
  }

  private void configure(MemorySegment settings, Path folder, Options options, Arena call) {
    MemorySegment api = table.api();
    table.check(
        OrtApi.SetIntraOpNumThreads.invoke(
            OrtApi.SetIntraOpNumThreads(api), settings, options.threads()),
        "SetIntraOpNumThreads");
    table.check(
        OrtApi.SetInterOpNumThreads.invoke(OrtApi.SetInterOpNumThreads(api), settings, 1),
        "SetInterOpNumThreads");
    table.check(
        OrtApi.SetSessionGraphOptimizationLevel.invoke(
            OrtApi.SetSessionGraphOptimizationLevel(api), settings, options.optimization().level),
        "SetSessionGraphOptimizationLevel");
    if (options.optimizedModel().isPresent()) {
      table.check(
          OrtApi.SetOptimizedModelFilePath.invoke(
              OrtApi.SetOptimizedModelFilePath(api),
              settings,
              call.allocateFrom(options.optimizedModel().get().toAbsolutePath().toString())),
          "SetOptimizedModelFilePath");
    }
    if (!options.spinning()) {
      set(settings, "session.intra_op.allow_spinning", "0", call);
    }
    set(
        settings,
        "session.model_external_initializers_file_folder_path",
        folder.toAbsolutePath().toString(),
        call);
  }

  private void set(MemorySegment settings, String key, String value, Arena call) {
    table.check(
        OrtApi.AddSessionConfigEntry.invoke(
            OrtApi.AddSessionConfigEntry(table.api()),
            settings,
            call.allocateFrom(key),
            call.allocateFrom(value)),
        "AddSessionConfigEntry");
  }

  private List<OrtTensorInfo> describe(boolean input) {
    MemorySegment api = table.api();
    long count =
        table.number(
            input ? "SessionGetInputCount" : "SessionGetOutputCount",
            out ->
                input
                    ? OrtApi.SessionGetInputCount.invoke(
                        OrtApi.SessionGetInputCount(api), session, out)
                    : OrtApi.SessionGetOutputCount.invoke(
                        OrtApi.SessionGetOutputCount(api), session, out));
    List<OrtTensorInfo> infos = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      infos.add(describe(input, i));
    }
    return List.copyOf(infos);
  }

  private OrtTensorInfo describe(boolean input, long index) {
    MemorySegment api = table.api();
    String name = name(input, index);
    MemorySegment info =
        table.create(
            input ? "SessionGetInputTypeInfo" : "SessionGetOutputTypeInfo",
            out ->
                input
                    ? OrtApi.SessionGetInputTypeInfo.invoke(
                        OrtApi.SessionGetInputTypeInfo(api), session, index, out)
                    : OrtApi.SessionGetOutputTypeInfo.invoke(
                        OrtApi.SessionGetOutputTypeInfo(api), session, index, out));
    try {
      MemorySegment tensor =
          table.create(
              "CastTypeInfoToTensorInfo",
              out ->
                  OrtApi.CastTypeInfoToTensorInfo.invoke(
                      OrtApi.CastTypeInfoToTensorInfo(api), info, out));
      if (tensor.address() == 0) {
        return new OrtTensorInfo(name, 0, Shape.of());
      }
      int type =
          table.smallNumber(
              "GetTensorElementType",
              out ->
                  OrtApi.GetTensorElementType.invoke(
                      OrtApi.GetTensorElementType(api), tensor, out));
      return new OrtTensorInfo(name, type, shape(tensor));
    } finally {
      OrtApi.ReleaseTypeInfo.invoke(OrtApi.ReleaseTypeInfo(api), info);
    }
  }

  private Shape shape(MemorySegment tensor) {
    MemorySegment api = table.api();
    long rank =
        table.number(
            "GetDimensionsCount",
            out -> OrtApi.GetDimensionsCount.invoke(OrtApi.GetDimensionsCount(api), tensor, out));
    try (Arena call = Arena.ofConfined()) {
      MemorySegment extents = call.allocate(ValueLayout.JAVA_LONG, Math.max(1, rank));
      table.check(
          OrtApi.GetDimensions.invoke(OrtApi.GetDimensions(api), tensor, extents, rank),
          "GetDimensions");
      return Shape.of(
          LongStream.range(0, rank)
              .map(axis -> extents.getAtIndex(ValueLayout.JAVA_LONG, axis))
              .map(extent -> Math.max(extent, Shape.DYNAMIC))
              .toArray());
    }
  }

  private String name(boolean input, long index) {
    MemorySegment api = table.api();
    MemorySegment allocator =
        table.create(
            "GetAllocatorWithDefaultOptions",
            out ->
                OrtApi.GetAllocatorWithDefaultOptions.invoke(
                    OrtApi.GetAllocatorWithDefaultOptions(api), out));
    MemorySegment name =
        table.create(
            input ? "SessionGetInputName" : "SessionGetOutputName",
            out ->
                input
                    ? OrtApi.SessionGetInputName.invoke(
                        OrtApi.SessionGetInputName(api), session, index, allocator, out)
                    : OrtApi.SessionGetOutputName.invoke(
                        OrtApi.SessionGetOutputName(api), session, index, allocator, out));
    try {
      return OrtApiTable.string(name);
    } finally {
      table.check(
          OrtApi.AllocatorFree.invoke(OrtApi.AllocatorFree(api), allocator, name), "AllocatorFree");
    }
  }

  private MemorySegment names(List<OrtTensorInfo> infos) {
    MemorySegment names = arena.allocate(ValueLayout.ADDRESS, Math.max(1, infos.size()));
    for (int i = 0; i < infos.size(); i++) {
      names.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(infos.get(i).name()));
    }
    return names;
  }
}
