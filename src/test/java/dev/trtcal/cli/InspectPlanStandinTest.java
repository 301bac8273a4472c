package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.dataset.NpyBytes;
import dev.trtcal.tensorrt.Standin;
import dev.trtcal.tensorrt.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectPlanStandinTest {
  private Standin standin;

  @BeforeEach
  void useStandin() {
    standin = Standin.use();
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  @Test
  void tellsTheLayersOfAPlanThatItBuilt(@TempDir Path folder) throws Exception {
    Path model = TestModels.save(folder, TestModels.oneInput(2));
    Path data = folder.resolve("x.npy");
    float[] values = new float[4 * 3 * 4];
    Arrays.fill(values, 1f);
    byte[] ones = NpyBytes.float32("(4, 3, 4)", values);
    Files.write(data, ones);
    Path cache = folder.resolve("x.cache");
    Path plan = folder.resolve("x.plan");
    CommandRun built =
        CommandRun.of(
            "calibrate",
            model.toString(),
            "--tensors",
            data.toString(),
            "--engine",
            "tensorrt",
            "--cache",
            cache.toString(),
            "--output",
            plan.toString());
    assertEquals(0, built.exitCode(), built.err());
    CommandRun text = CommandRun.of("inspect", plan.toString(), "--cache", cache.toString());
    assertEquals(0, text.exitCode(), text.err());
    assertTrue(text.out().contains("1 layers, 1 in INT8"), text.out());
    CommandRun json = CommandRun.of("inspect", plan.toString(), "--json");
    JsonObject layer =
        JsonParser.parseString(json.out())
            .getAsJsonObject()
            .getAsJsonArray("layers")
            .get(0)
            .getAsJsonObject();
    assertEquals("the whole network", layer.get("name").getAsString());
    assertEquals("int8", layer.get("precision").getAsString());
  }

  @Test
  void refusesADamagedPlanInOneLine(@TempDir Path folder) throws Exception {
    Path plan = folder.resolve("broken.plan");
    Files.write(plan, new byte[100]);
    CommandRun run = CommandRun.of("inspect", plan.toString());
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
