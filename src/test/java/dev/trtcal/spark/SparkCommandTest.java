package dev.trtcal.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.JavaChild;
import dev.trtcal.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/spark.md, with Spark and without it. */
class SparkCommandTest {
  private static final String MODEL = "src/demo/fashion_resnet.onnx";
  private static final List<String> PIXELS = List.of("--mean", "0.2860", "--std", "0.3530");

  @TempDir static Path folder;
  private static Path lake;

  @BeforeAll
  static void makeALakeOfFourKinds() throws IOException {
    lake = Files.createDirectories(folder.resolve("lake"));
    GreyImages.write(lake, 1300);
    Files.writeString(lake.resolve("kind3/00107.png"), "no image");
  }

  @Test
  void calibratesAndGoesOnFromWhatAnEarlierRunLeft() throws Exception {
    Path one = folder.resolve("one.cache");
    Path other = folder.resolve("spark.cache");
    Path work = folder.resolve("work");
    List<String> data =
        List.of("calibrate", MODEL, "--images", lake.toString(), "--range", "whole-set");
    trtcal(data, "--cache", one.toString(), "--engine", "cpu");
    trtcal(data, "--cache", other.toString(), "--spark", "local[2]", "--work", work.toString());
    assertEquals(Files.readString(one), Files.readString(other));
    Path kept;
    try (Stream<Path> blocks = Files.list(work)) {
      kept = blocks.filter(file -> file.toString().endsWith(".block")).findFirst().orElseThrow();
    }
    Object written = Files.getLastModifiedTime(kept);
    Files.delete(other);
    trtcal(data, "--cache", other.toString(), "--spark", "local[2]", "--work", work.toString());
    assertEquals(Files.readString(one), Files.readString(other));
    assertEquals(written, Files.getLastModifiedTime(kept), "measured again");
  }

  @Test
  void judgesASetAgainstALakeAsOneMachineDoes() throws Exception {
    List<String> audit =
        List.of(
            "audit",
            "--model",
            MODEL,
            "--images",
            lake.resolve("kind1").toString(),
            "--reference",
            lake.toString(),
            "--json");
    JsonElement one = JsonParser.parseString(trtcal(audit));
    JsonElement other = JsonParser.parseString(trtcal(audit, "--spark", "local[2]"));
    assertEquals(one, other);
  }

  @Test
  void selectsWhatOneMachineSelects() throws Exception {
    Path one = folder.resolve("one.txt");
    Path other = folder.resolve("spark.txt");
    List<String> select =
        List.of("select", "--model", MODEL, "--images", lake.toString(), "--count", "16", "--json");
    JsonObject alone =
        JsonParser.parseString(trtcal(select, "--to", one.toString())).getAsJsonObject();
    JsonObject spark =
        JsonParser.parseString(trtcal(select, "--to", other.toString(), "--spark", "local[2]"))
            .getAsJsonObject();
    assertEquals(Files.readString(one), Files.readString(other));
    assertEquals(alone.get("verdicts"), spark.get("verdicts"));
    assertTrue(Files.readString(one).startsWith("# 16 of 1299 images, chosen by trtcal select\n"));
  }

  /** What the command prints; without what it says besides. */
  private static String trtcal(List<String> words, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(PIXELS);
    arguments.addAll(List.of(more));
    JavaChild.Ended ended = SparkChild.of(Main.class, folder).run(arguments.toArray(String[]::new));
    assertEquals(0, ended.exitCode(), ended.output());
    int json = ended.output().indexOf("{\n");
    return json < 0 ? ended.output() : ended.output().substring(json);
  }
}
