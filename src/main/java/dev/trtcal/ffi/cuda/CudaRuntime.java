package dev.trtcal.ffi.cuda;

import dev.trtcal.CalibrationFailedException;
import dev.trtcal.Component;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.TrtcalException;
import dev.trtcal.bindings.cudart.cudart_h;
import dev.trtcal.ffi.GeneratedCall;
import dev.trtcal.ffi.LibrarySearch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * The CUDA runtime, on the device that is current to the calling thread: the first one unless
 * something else in the process chose another. Safe for use by several threads.
 */
public final class CudaRuntime {
  /** Where the CUDA runtime is looked for; {@code doctor} prints the same. */
  public static final LibrarySearch SEARCH =
      new LibrarySearch(
          "the CUDA runtime libcudart.so",
          "trtcal.cudart",
          "TRTCAL_CUDART",
          Optional.empty(),
          List.of("libcudart.so.13", "libcudart.so.12"),
          "install cuda-cudart of CUDA 13 or 12");

  private static final int OUT_OF_MEMORY = 2;
  private static final int INSUFFICIENT_DRIVER = 35;

  /** Error codes that mean that the machine lacks something: no device, driver too old, stub. */
  private static final List<Integer> NO_DRIVER = List.of(100, INSUFFICIENT_DRIVER, 34);

  /**
   * Error codes after which CUDA answers every call of this process with the same: memory errors of
   * the device and its links, and everything that ends the context.
   */
  private static final List<Integer> LOST =
      List.of(214, 220, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719);

  /** More than cudaDeviceProp takes in any release; its name is its first field. */
  private static final int PROPERTIES_BYTES = 8192;

  private static final int NAME_BYTES = 256;

  private static final GeneratedCall CALL =
      new GeneratedCall("cuda.symbol", "the CUDA runtime", "take CUDA 12 or 13");

  private static final String RUNTIME = "CUDA runtime";

  /** What the first GPU is called among the components. */
  public static final String GPU = "GPU";

  private static CudaRuntime loaded;

  private final Path path;

  /** By index: CUDA takes long to tell a device's properties, and they do not change. */
  private final Map<Integer, CudaDevice> devices = new ConcurrentHashMap<>();

  private CudaRuntime(Path path) {
    this.path = path;
  }

  /**
   * Loads the runtime unless it is loaded, which needs no GPU. A failed attempt is not remembered.
   *
   * @throws MissingEnvironmentException when it is nowhere or cannot be loaded
   */
  public static synchronized CudaRuntime load() {
    if (loaded == null) {
      loaded = new CudaRuntime(SEARCH.load());
    }
    return loaded;
  }

  /** How the runtime stands on this machine; never throws. */
  public static Component component() {
    return SEARCH.component(
        RUNTIME,
        () -> {
          int version = load().runtimeVersion();
          return versionName(version);
        });
  }

  /** How the first GPU stands on this machine; never throws. */
  public static Component gpu() {
    try {
      CudaRuntime cuda = load();
      int others = cuda.deviceCount() - 1;
      CudaDevice first = cuda.device(0);
      String found = first + ", " + first.int8() + (others > 0 ? ", and " + others + " more" : "");
      return first.capability() >= 70
          ? Component.ok(GPU, found, "")
          : Component.broken(
              GPU,
              found,
              "",
              "TensorRT 10 needs compute capability 7.0 at least, 7.5 from 10.5 on");
    } catch (RuntimeException | LinkageError e) {
      return Component.missing(GPU, LibrarySearch.why(e), List.of());
    }
  }

  /** The file it was loaded from. */
  public Path path() {
    return path;
  }

  /**
   * The runtime's version as CUDA counts: 13000 is 13.0.
   *
   * {@snippet lang=c :
   * cudaError_t cudaRuntimeGetVersion(int* runtimeVersion);
   * }
   */
  public int runtimeVersion() {
    return integer("cudaRuntimeGetVersion", cudart_h::cudaRuntimeGetVersion);
  }

  /**
   * The newest CUDA that the driver serves, as CUDA counts; 0 without a driver.
   *
   * {@snippet lang=c :
   * cudaError_t cudaDriverGetVersion(int* driverVersion);
   * }
   */
  public int driverVersion() {
    return integer("cudaDriverGetVersion", cudart_h::cudaDriverGetVersion);
  }

  /**
   * How many GPUs there are, at least 1.
   *
   * {@snippet lang=c :
   * cudaError_t cudaGetDeviceCount(int* count);
   * }
   *
   * @throws MissingEnvironmentException when there is no driver or no device
   */
  public int deviceCount() {
    return integer("cudaGetDeviceCount", cudart_h::cudaGetDeviceCount);
  }

  /**
   * Describes a GPU.
   *
   * {@snippet lang=c :
   * cudaError_t cudaGetDeviceProperties(struct cudaDeviceProp* prop, int device);
   * cudaError_t cudaDeviceGetAttribute(int* value, enum cudaDeviceAttr attr, int device);
   * }
   *
   * @param index from 0
   */
  public CudaDevice device(int index) {
    return devices.computeIfAbsent(index, this::ask);
  }

  private CudaDevice ask(int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment properties = arena.allocate(PROPERTIES_BYTES, Long.BYTES);
      check("cudaGetDeviceProperties", () -> cudart_h.cudaGetDeviceProperties(properties, index));
      return new CudaDevice(
          properties.asSlice(0, NAME_BYTES).getString(0),
          attribute(cudart_h.cudaDevAttrComputeCapabilityMajor(), index),
          attribute(cudart_h.cudaDevAttrComputeCapabilityMinor(), index));
    }
  }

  private int attribute(int attribute, int device) {
    return integer(
        "cudaDeviceGetAttribute", out -> cudart_h.cudaDeviceGetAttribute(out, attribute, device));
  }

  /**
   * Allocates page-locked host memory, which the device reads without a copy in between.
   *
   * {@snippet lang=c :
   * cudaError_t cudaHostAlloc(void** pHost, size_t size, unsigned int flags);
   * cudaError_t cudaFreeHost(void* ptr);
   * }
   *
   * @param owner frees it when it closes
   * @return a segment of exactly this size
   */
  public MemorySegment allocatePinned(long bytes, Arena owner) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      check(
          "cudaHostAlloc of " + bytes + " bytes",
          () -> cudart_h.cudaHostAlloc(out, bytes, cudart_h.cudaHostAllocDefault()));
      return out.get(ValueLayout.ADDRESS, 0)
          .reinterpret(
              bytes, owner, host -> check("cudaFreeHost", () -> cudart_h.cudaFreeHost(host)));
    }
  }

  /**
   * Allocates device memory.
   *
   * {@snippet lang=c :
   * cudaError_t cudaMalloc(void** devPtr, size_t size);
   * cudaError_t cudaFree(void* devPtr);
   * }
   *
   * @param owner frees it when it closes
   * @return its address; a segment without extent, as the host cannot read it
   */
  public MemorySegment allocateDevice(long bytes, Arena owner) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      check("cudaMalloc of " + bytes + " bytes", () -> cudart_h.cudaMalloc(out, bytes));
      return out.get(ValueLayout.ADDRESS, 0)
          .reinterpret(owner, device -> check("cudaFree", () -> cudart_h.cudaFree(device)));
    }
  }

  /**
   * Creates a stream that does not wait for the default one.
   *
   * {@snippet lang=c :
   * cudaError_t cudaStreamCreateWithFlags(cudaStream_t* pStream, unsigned int flags);
   * cudaError_t cudaStreamDestroy(cudaStream_t stream);
   * }
   *
   * @param owner destroys it when it closes
   */
  public MemorySegment createStream(Arena owner) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      check(
          "cudaStreamCreateWithFlags",
          () -> cudart_h.cudaStreamCreateWithFlags(out, cudart_h.cudaStreamNonBlocking()));
      return out.get(ValueLayout.ADDRESS, 0)
          .reinterpret(
              owner,
              stream -> check("cudaStreamDestroy", () -> cudart_h.cudaStreamDestroy(stream)));
    }
  }

  /**
   * Creates an event that marks a place in a stream and takes no time.
   *
   * {@snippet lang=c :
   * cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags);
   * cudaError_t cudaEventDestroy(cudaEvent_t event);
   * }
   *
   * @param owner destroys it when it closes
   */
  public MemorySegment createEvent(Arena owner) {
    return createEvent(owner, cudart_h.cudaEventDisableTiming());
  }

  /**
   * Creates an event that notes the time at which its stream gets to it.
   *
   * {@snippet lang=c :
   * cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags);
   * cudaError_t cudaEventDestroy(cudaEvent_t event);
   * }
   *
   * @param owner destroys it when it closes
   */
  public MemorySegment createTimedEvent(Arena owner) {
    return createEvent(owner, cudart_h.cudaEventDefault());
  }

  private MemorySegment createEvent(Arena owner, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
      check("cudaEventCreateWithFlags", () -> cudart_h.cudaEventCreateWithFlags(out, flags));
      return out.get(ValueLayout.ADDRESS, 0)
          .reinterpret(
              owner, event -> check("cudaEventDestroy", () -> cudart_h.cudaEventDestroy(event)));
    }
  }

  /**
   * Starts a copy to the device; the host memory must stay as it is until the stream has got past
   * it.
   *
   * {@snippet lang=c :
   * cudaError_t cudaMemcpyAsync(void* dst, const void* src, size_t count,
   *     enum cudaMemcpyKind kind, cudaStream_t stream);
   * }
   *
   * @param device of at least {@code bytes}, which is not checked here
   * @param host pinned memory
   * @throws IndexOutOfBoundsException when the host memory is shorter than {@code bytes}
   */
  public void copyToDevice(
      MemorySegment device, MemorySegment host, long bytes, MemorySegment stream) {
    Objects.checkFromIndexSize(0, bytes, host.byteSize());
    int status;
    try {
      status =
          cudart_h.cudaMemcpyAsync(device, host, bytes, cudart_h.cudaMemcpyHostToDevice(), stream);
    } catch (AssertionError | LinkageError e) {
      throw CALL.told(e);
    }
    // The text only where it is wanted.
    if (status != cudart_h.cudaSuccess()) {
      throw failure("cudaMemcpyAsync of " + bytes + " bytes to the device", status);
    }
  }

  /**
   * Starts a copy from the device; the host memory holds it once the stream has got past it.
   *
   * {@snippet lang=c :
   * cudaError_t cudaMemcpyAsync(void* dst, const void* src, size_t count,
   *     enum cudaMemcpyKind kind, cudaStream_t stream);
   * }
   *
   * @param device of at least {@code bytes}, which is not checked here
   * @param host pinned memory
   * @throws IndexOutOfBoundsException when the host memory is shorter than {@code bytes}
   */
  public void copyToHost(
      MemorySegment host, MemorySegment device, long bytes, MemorySegment stream) {
    MemorySegment to = host.asSlice(0, bytes);
    check(
        "cudaMemcpyAsync of " + bytes + " bytes from the device",
        () ->
            cudart_h.cudaMemcpyAsync(to, device, bytes, cudart_h.cudaMemcpyDeviceToHost(), stream));
  }

  /**
   * Puts the event behind all that the stream was given so far.
   *
   * {@snippet lang=c :
   * cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream);
   * }
   */
  public void record(MemorySegment event, MemorySegment stream) {
    int status;
    try {
      status = cudart_h.cudaEventRecord(event, stream);
    } catch (AssertionError | LinkageError e) {
      throw CALL.told(e);
    }
    require("cudaEventRecord", status);
  }

  /**
   * Waits until the stream has got past the event.
   *
   * {@snippet lang=c :
   * cudaError_t cudaEventSynchronize(cudaEvent_t event);
   * }
   */
  public void awaitEvent(MemorySegment event) {
    int status;
    try {
      status = cudart_h.cudaEventSynchronize(event);
    } catch (AssertionError | LinkageError e) {
      throw CALL.told(e);
    }
    require("cudaEventSynchronize", status);
  }

  /**
   * Milliseconds between two timed events that have both been reached, to half a microsecond.
   *
   * {@snippet lang=c :
   * cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t start, cudaEvent_t end);
   * }
   */
  public float milliseconds(MemorySegment start, MemorySegment end) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT);
      check("cudaEventElapsedTime", () -> cudart_h.cudaEventElapsedTime(out, start, end));
      return out.get(ValueLayout.JAVA_FLOAT, 0);
    }
  }

  /**
   * Waits until the stream has done all that it was given.
   *
   * {@snippet lang=c :
   * cudaError_t cudaStreamSynchronize(cudaStream_t stream);
   * }
   */
  public void awaitStream(MemorySegment stream) {
    int status;
    try {
      status = cudart_h.cudaStreamSynchronize(stream);
    } catch (AssertionError | LinkageError e) {
      throw CALL.told(e);
    }
    require("cudaStreamSynchronize", status);
  }

  @FunctionalInterface
  private interface IntCall {
    int run(MemorySegment out);
  }

  private static int integer(String call, IntCall function) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      check(call, () -> function.run(out));
      return out.get(ValueLayout.JAVA_INT, 0);
    }
  }

  private static void check(String call, IntSupplier function) {
    require(call, CALL.run(function));
  }

  private static void require(String call, int status) {
    if (status != cudart_h.cudaSuccess()) {
      throw failure(call, status);
    }
  }

  private static String versionName(int version) {
    return version / 1000 + "." + version / 10 % 100;
  }

  private static TrtcalException failure(String call, int status) {
    String message =
        call
            + ": "
            + text(cudart_h.cudaGetErrorName(status))
            + " ("
            + status
            + "): "
            + text(cudart_h.cudaGetErrorString(status));
    if (NO_DRIVER.contains(status)) {
      return new MissingEnvironmentException(
          "cuda.nodriver",
          message
              + "; "
              + (status == INSUFFICIENT_DRIVER ? olderDriver() : Optional.<String>empty())
                  .orElse("an NVIDIA driver and a GPU are needed"));
    }
    if (status == OUT_OF_MEMORY) {
      return new CalibrationFailedException(
          "cuda.memory",
          message + "; take a smaller batch, or free memory of the GPU and of this machine");
    }
    return LOST.contains(status)
        ? new CalibrationFailedException(
            "cuda.lost",
            message
                + "; the GPU is lost to this process: start it anew, and if that comes again see"
                + " nvidia-smi and the system's log")
        : new CalibrationFailedException("cuda.failed", message);
  }

  /** The two versions, when it is the driver that is older than the runtime needs. */
  private static Optional<String> olderDriver() {
    int runtime = versionOr0(cudart_h::cudaRuntimeGetVersion);
    int driver = versionOr0(cudart_h::cudaDriverGetVersion);
    if (driver == 0 || driver / 1000 >= runtime / 1000) {
      return Optional.empty();
    }
    return Optional.of(
        "the CUDA runtime is "
            + versionName(runtime)
            + ", the NVIDIA driver serves CUDA "
            + versionName(driver)
            + " at most: update the driver, or name a libcudart.so."
            + driver / 1000
            + " in TRTCAL_CUDART");
  }

  /** In a failure's message there is no place for another failure. */
  private static int versionOr0(IntCall function) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
      return function.run(out) == cudart_h.cudaSuccess() ? out.get(ValueLayout.JAVA_INT, 0) : 0;
    }
  }

  private static String text(MemorySegment text) {
    // C gives no length: the terminator is the only end there is.
    return text.equals(MemorySegment.NULL)
        ? "unknown error"
        : text.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
