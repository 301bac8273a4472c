package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  private static final String MODEL = "src/demo/fashion_resnet.onnx";

  @Test
  void saysWhatItCanMeasure() {
    CommandRun run = CommandRun.of("bench");
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    assertTrue(run.out().contains("cpu"), run.out());
  }

  @Test
  void holdsEachVariantAgainstBareInference() {
    CommandRun run =
        CommandRun.of(
            "bench",
            "cpu",
            MODEL,
            "--images",
            "src/demo/images",
            "--max-images",
            "40",
            "--batch",
            "16",
            "--rounds",
            "1",
            "--json");
    assertEquals(ExitCode.DONE, run.exitCode(), run.err());
    JsonObject root = JsonParser.parseString(run.out()).getAsJsonObject();
    assertTrue(root.getAsJsonObject("machine").get("cores").getAsInt() > 0);
    JsonArray results = root.getAsJsonArray("results");
    List<String> variants = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      JsonObject result = results.get(i).getAsJsonObject();
      String variant = result.get("variant").getAsString();
      variants.add(result.get("name").getAsString() + " " + variant);
      assertEquals("ms", result.get("unit").getAsString());
      double value = result.get("value").getAsDouble();
      assertTrue(value > 0);
      if (variant.equals("bare inference")) {
        assertFalse(result.has("ratioTo"));
      } else {
        assertEquals("bare inference", result.get("ratioTo").getAsString());
        double bare = results.get(i - i % 3).getAsJsonObject().get("value").getAsDouble();
        assertEquals(value / bare, result.get("ratio").getAsDouble(), 1e-12);
      }
    }
    assertEquals(
        List.of(
            "whole bare inference",
            "whole minmax",
            "whole entropy2",
            "batches bare inference",
            "batches minmax",
            "batches entropy2"),
        variants);
  }

  @Test
  void takesTurnsAndTheMedian() {
    List<String> turns = new ArrayList<>();
    long[] times = {0, 5_000_000, 1_000_000, 3_000_000};
    int[] next = {0};
    TakingTurns variants =
        new TakingTurns()
            .addTimed(
                "a",
                () -> {
                  turns.add("a");
                  return times[next[0]++];
                })
            .add("b", () -> turns.add("b"));
    assertEquals(3, variants.medians(3).get("a"));
    assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), turns);
    assertEquals(2.5, TakingTurns.median(new long[] {4, 1, 2, 3}));
  }

  @Test
  void measuresAtLeastOnce() {
    CommandRun run =
        CommandRun.of("bench", "cpu", MODEL, "--images", "src/demo/images", "--rounds", "0");
    assertEquals(ExitCode.USAGE, run.exitCode());
  }
}
