package dev.trtcal.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.Component;
import dev.trtcal.doctor.Diagnosis.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final Component THERE = Component.ok("there", "1.2", "/lib/there.so");
  private static final Component GONE =
      Component.missing("gone", "install gone", List.of("/lib/gone.so"));

  private static Diagnosis of(Component... needs) {
    return new Diagnosis(
        List.of(THERE), List.of(new Engine("some", List.of(needs), "nothing to calibrate with")));
  }

  @Test
  void anEngineRunsWhenAllItNeedsIsThere() {
    assertTrue(of(THERE).canCalibrate());
    assertFalse(of(THERE, GONE).canCalibrate());
    assertFalse(of(Component.broken("old", "1", "/lib/old.so", "too old")).canCalibrate());
  }

  @Test
  void oneEngineIsEnough() {
    Engine lame = new Engine("lame", List.of(GONE), "");
    Engine sound = new Engine("sound", List.of(THERE), "");
    assertTrue(new Diagnosis(List.of(), List.of(lame, sound)).canCalibrate());
  }

  @Test
  void printsWhatTheDocumentSays() {
    JsonObject root = JsonParser.parseString(of(GONE).json()).getAsJsonObject();
    JsonArray components = root.getAsJsonArray("components");
    assertEquals(2, components.size());
    assertEquals("all", components.get(0).getAsJsonObject().get("engine").getAsString());
    assertEquals(
        JsonParser.parseString(
            """
            {"name": "gone", "engine": "some", "status": "missing", "version": "", "path": "",
             "advice": "install gone", "tried": ["/lib/gone.so"]}\
            """),
        components.get(1));
    assertEquals(
        JsonParser.parseString(
            """
            [{"id": "some", "canRun": false, "lossWithout": "nothing to calibrate with"}]\
            """),
        root.get("engines"));
  }

  @Test
  void knowsThisMachine() {
    Diagnosis here = Diagnosis.ofThisMachine();
    assertTrue(here.canCalibrate(), "ONNX Runtime is in the build's own class path");
    assertEquals(List.of("tensorrt", "cpu"), here.engines().stream().map(Engine::id).toList());
    assertEquals("JDK", here.common().get(0).name());
  }
}
