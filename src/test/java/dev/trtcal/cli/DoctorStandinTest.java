package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.tensorrt.Standin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the doctor says of a machine with a GPU, and of what may be wrong with it. */
class DoctorStandinTest {
  private Standin standin;

  @BeforeEach
  void prepare() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  private static JsonObject root() {
    CommandRun run = CommandRun.of("doctor", "--json");
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static Map<String, JsonObject> components() {
    Map<String, JsonObject> byName = new LinkedHashMap<>();
    for (JsonElement element : root().getAsJsonArray("components")) {
      JsonObject component = element.getAsJsonObject();
      byName.put(component.get("name").getAsString(), component);
    }
    return byName;
  }

  private static boolean canRun(String engine) {
    for (JsonElement element : root().getAsJsonArray("engines")) {
      JsonObject entry = element.getAsJsonObject();
      if (entry.get("id").getAsString().equals(engine)) {
        return entry.get("canRun").getAsBoolean();
      }
    }
    throw new AssertionError("no engine " + engine);
  }

  @Test
  void tellsOfEveryPartOfAMachineWithAGpu() {
    Map<String, JsonObject> components = components();
    for (String name :
        new String[] {
          "JDK",
          "libjpeg-turbo",
          "temporary folder",
          "TensorRT shim",
          "CUDA runtime",
          "TensorRT",
          "TensorRT ONNX parser",
          "NVIDIA driver",
          "GPU",
          "TensorRT builder resource",
          "pinned memory",
          "locked memory (ulimit -l)",
          "memory limit (cgroup)",
          "ONNX Runtime"
        }) {
      assertTrue(components.containsKey(name), name + " in " + components.keySet());
      for (String field : new String[] {"status", "version", "path", "advice", "engine", "tried"}) {
        assertTrue(components.get(name).has(field), name + ": " + field);
      }
    }
    assertTrue(
        components.get("GPU").get("version").getAsString().contains("INT8 on tensor cores"),
        components.get("GPU").toString());
    assertEquals("10.6.0", components.get("TensorRT").get("version").getAsString());
    assertTrue(canRun("tensorrt"));
    CommandRun text = CommandRun.of("doctor");
    assertTrue(text.out().contains("engine tensorrt: can run"), text.out());
    assertTrue(text.out().contains("pinned memory 64 MiB allocated"), text.out());
  }

  @Test
  void saysWhatPinnedMemoryLacks() {
    standin.set("fail_host_alloc", -1);
    JsonObject pinned = components().get("pinned memory");
    assertEquals("broken", pinned.get("status").getAsString());
    assertTrue(pinned.get("advice").getAsString().contains("ulimit -l"), pinned.toString());
    assertFalse(canRun("tensorrt"));
  }

  @Test
  void saysThatTheDriverIsTooOldForTheRuntime() {
    standin.set("driver_version", 12040);
    JsonObject gpu = components().get("GPU");
    assertEquals("missing", gpu.get("status").getAsString());
    assertTrue(gpu.get("advice").getAsString().contains("driver serves CUDA 12.4"), gpu.toString());
    assertFalse(canRun("tensorrt"));
  }

  @Test
  void saysWhatThereIsNotWithoutADriverAndWhatGoesOn() {
    standin.set("driver", 0);
    assertFalse(canRun("tensorrt"));
    CommandRun text = CommandRun.of("doctor");
    assertEquals(ExitCode.DONE, text.exitCode());
    assertTrue(text.out().contains("--engine cpu calibrates all the same"), text.out());
    assertTrue(text.out().contains("broken  NVIDIA driver"), text.out());
  }

  @Test
  void tellsOfTheDriverAlsoWhereTensorRtIsRefused() {
    standin.set("version", 110000);
    Map<String, JsonObject> components = components();
    assertEquals("broken", components.get("TensorRT").get("status").getAsString());
    assertTrue(components.containsKey("NVIDIA driver"));
    assertTrue(components.containsKey("GPU"));
  }
}
