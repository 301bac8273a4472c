package dev.trtcal.reliability;

import dev.trtcal.tensorrt.Standin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** How each fault of the table in docs/reliability.md is brought about on the stand-in. */
final class Faults {
  private Faults() {}

  /**
   * By the row's name; those named {@code disk.*} and {@code cudart.*} are the system's and not
   * here.
   */
  static Map<String, Consumer<Standin>> injected() {
    Map<String, Consumer<Standin>> faults = new LinkedHashMap<>();
    environment(faults);
    libraries(faults);
    for (String step :
        new String[] {
          "null_builder",
          "null_network",
          "null_parser",
          "null_config",
          "null_profile",
          "null_plan",
          "null_runtime",
          "null_engine",
          "null_inspector",
          "fail_parse",
          "fail_profile_dimensions",
          "fail_add_profile",
          "fail_calibration_profile",
          "fail_malloc",
          "fail_host_alloc",
          "fail_stream_create",
          "fail_event_create",
          "drop_cache",
          "write_null",
          "write_empty",
          "empty_plan",
          "never_get_batch"
        }) {
      knob(faults, step, step, 1);
    }
    for (int step = 1; step <= 6; step++) {
      knob(faults, "build." + step, "fail_build_at", step);
    }
    for (int batch = 1; batch <= 3; batch++) {
      knob(faults, "copy." + batch, "fail_copy_at", batch);
      knob(faults, "wait." + batch, "fail_sync_at", batch);
    }
    faults.put(
        "gpu.lost",
        standin -> {
          standin.set("fail_sync_at", 2);
          standin.set("fail_sync_code", 719);
        });
    faults.put("gpu.memory", standin -> standin.set("device_memory", 64));
    return faults;
  }

  private static void environment(Map<String, Consumer<Standin>> faults) {
    knob(faults, "driver.none", "driver", 0);
    knob(faults, "driver.nodevice", "devices", 0);
    knob(faults, "driver.old", "driver_version", 12040);
    knob(faults, "driver.init", "cu_init_error", 999);
    knob(faults, "version.8", "version", 8601);
    knob(faults, "version.9", "version", 90300);
    knob(faults, "version.11", "version", 110000);
  }

  private static void libraries(Map<String, Consumer<Standin>> faults) {
    faults.put("nvinfer.missing", s -> name("trtcal.nvinfer", "/nowhere/libnvinfer.so.10"));
    faults.put(
        "parser.missing", s -> name("trtcal.nvonnxparser", "/nowhere/libnvonnxparser.so.10"));
    // Libraries that load and lack what is looked for in them.
    faults.put("nvinfer.symbol", s -> name("trtcal.nvinfer", System.getProperty("trtcal.cuda")));
    faults.put(
        "parser.symbol", s -> name("trtcal.nvonnxparser", System.getProperty("trtcal.nvinfer")));
    faults.put("driver.symbol", s -> name("trtcal.cuda", System.getProperty("trtcal.nvinfer")));
  }

  private static void name(String property, String path) {
    System.setProperty(property, path);
  }

  private static void knob(
      Map<String, Consumer<Standin>> faults, String fault, String knob, long value) {
    faults.put(fault, standin -> standin.set(knob, value));
  }
}
