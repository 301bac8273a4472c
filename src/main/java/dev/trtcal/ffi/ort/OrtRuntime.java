package dev.trtcal.ffi.ort;

import dev.trtcal.Component;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.bindings.ort.OrtApi;
import dev.trtcal.bindings.ort.OrtApiBase;
import dev.trtcal.bindings.ort.ort_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * ONNX Runtime, loaded once a process. Its own log is off: every failure comes back as a status and
 * is thrown with the library's message.
 *
 * <p>
 *
 * {@snippet lang=c :
 * const OrtApiBase* OrtGetApiBase(void);
 * const OrtApi* (*GetApi)(uint32_t version); // in OrtApiBase
 * }
 *
 * <p>The table and the environment belong to the library and live as long as the process. All
 * methods may be called from any thread.
 */
public final class OrtRuntime {
  private static final String NAME = "ONNX Runtime";

  /** ORT_LOGGING_LEVEL_FATAL. */
  private static final int SILENT = 4;

  private static OrtRuntime loaded;

  private final Path path;
  private final String version;
  private final OrtApiTable table;
  private final MemorySegment environment;

  private OrtRuntime(Path path, String version, OrtApiTable table) {
    this.path = path;
    this.version = version;
    this.table = table;
    MemorySegment api = table.api();
    environment =
        table.create(
            "CreateEnv",
            out ->
                OrtApi.CreateEnv.invoke(
                    OrtApi.CreateEnv(api), SILENT, Arena.global().allocateFrom("trtcal"), out));
    table.check(
        OrtApi.DisableTelemetryEvents.invoke(OrtApi.DisableTelemetryEvents(api), environment),
        "DisableTelemetryEvents");
  }

  /**
   * Finds and loads the library at the first call; later calls answer with the same object.
   *
   * @throws MissingEnvironmentException when it is nowhere, listing every place tried, or does not
   *     load, or is too old
   */
  public static synchronized OrtRuntime load() {
    if (loaded == null) {
      OrtTelemetry.disable();
      Path path = OrtLibrary.search().load();
      MemorySegment base = ort_h.OrtGetApiBase();
      String version =
          OrtApiTable.string(OrtApiBase.GetVersionString.invoke(OrtApiBase.GetVersionString(base)));
      int wanted = ort_h.TRTCAL_ORT_API_VERSION();
      MemorySegment api = OrtApiBase.GetApi.invoke(OrtApiBase.GetApi(base), wanted);
      if (api.address() == 0) {
        throw new MissingEnvironmentException(
            "onnxruntime.version",
            NAME
                + " "
                + version
                + " at "
                + path
                + ": too old, it does not know API version "
                + wanted
                + "; 1."
                + wanted
                + " or later is needed");
      }
      loaded = new OrtRuntime(path, version, new OrtApiTable(api));
    }
    return loaded;
  }

  /** How the library stands on this machine; never throws. */
  public static Component component() {
    return OrtLibrary.search().component(NAME, () -> load().version());
  }

  /** The library's version, such as {@code 1.29.0}. */
  public String version() {
    return version;
  }

  /** The file it was loaded from. */
  public Path path() {
    return path;
  }

  OrtApiTable table() {
    return table;
  }

  MemorySegment environment() {
    return environment;
  }
}
