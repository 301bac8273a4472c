package dev.trtcal.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.JavaChild;
import dev.trtcal.cli.Main;
import dev.trtcal.readme.DocumentedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/spark.md, with Spark and without it. */
class SparkCommandTest {
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
    List<String> calibrate = documented("calibrate");
    Path cache = folder.resolve("demo.cache");
    trtcal(withoutSpark(calibrate), "--engine", "cpu");
    String one = Files.readString(cache);
    Path work = folder.resolve("work");
    Files.delete(cache);
    trtcal(calibrate, "--work", work.toString());
    assertEquals(one, Files.readString(cache));
    Path kept;
    try (Stream<Path> blocks = Files.list(work)) {
      kept = blocks.filter(file -> file.toString().endsWith(".block")).findFirst().orElseThrow();
    }
    FileTime written = Files.getLastModifiedTime(kept);
    Files.delete(cache);
    trtcal(calibrate, "--work", work.toString());
    assertEquals(one, Files.readString(cache));
    assertEquals(written, Files.getLastModifiedTime(kept), "measured again");
  }

  @Test
  void judgesASetAgainstALakeAsOneMachineDoes() throws Exception {
    List<String> audit = documented("audit");
    audit.set(audit.indexOf(lake.toString()), lake.resolve("kind1").toString());
    JsonElement one = JsonParser.parseString(trtcal(withoutSpark(audit), "--json"));
    JsonElement other = JsonParser.parseString(trtcal(audit, "--json"));
    assertEquals(one, other);
  }

  @Test
  void selectsWhatOneMachineSelects() throws Exception {
    List<String> select = documented("select");
    select.set(select.indexOf("--count") + 1, "16");
    Path list = folder.resolve("selected.txt");
    JsonObject alone = object(trtcal(withoutSpark(select), "--json"));
    String one = Files.readString(list);
    JsonObject spark = object(trtcal(select, "--json"));
    assertEquals(one, Files.readString(list));
    assertEquals(alone, spark);
    assertTrue(one.startsWith("# 16 of 1299 images, chosen by trtcal select\n"), one);
  }

  @Test
  void takesTheMasterOfSparkSubmit() throws Exception {
    Path cache = folder.resolve("submitted.cache");
    Path jar = folder.resolve("spark/jars/all.jar");
    List<String> arguments =
        new ArrayList<>(
            List.of("--master", "local[1]", "--conf", "spark.ui.enabled=false", "--class"));
    arguments.addAll(List.of(Main.class.getName(), jar.toString()));
    arguments.addAll(
        List.of(
            "calibrate",
            "src/demo/fashion_resnet.onnx",
            "--spark",
            "submit",
            "--algorithm",
            "minmax",
            "--images",
            lake.resolve("kind2").toString(),
            "--cache",
            cache.toString()));
    JavaChild.Ended ended =
        SparkChild.of(SparkSubmit.class, folder).run(arguments.toArray(String[]::new));
    assertEquals(0, ended.exitCode(), ended.output());
    assertTrue(Files.readString(cache).startsWith("TRT-100600-MinMaxCalibration\n"));
  }

  /** The page's command of this name, on the test's images. */
  private static List<String> documented(String name) throws IOException {
    String line =
        DocumentedCommands.startingWith("./trtcal " + name + " ").stream()
            .filter(found -> found.document().endsWith("spark.md"))
            .map(DocumentedCommands.Line::text)
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      words.add(
          switch (word) {
            case "src/demo/images" -> lake.toString();
            case "demo.cache", "selected.txt" -> folder.resolve(word).toString();
            default -> word.replace("'", "");
          });
    }
    words.remove(0);
    return words;
  }

  private static List<String> withoutSpark(List<String> words) {
    List<String> others = new ArrayList<>(words);
    int at = others.indexOf("--spark");
    others.subList(at, at + 2).clear();
    return others;
  }

  private static JsonObject object(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }

  /** What the command prints; without what it says besides. */
  private static String trtcal(List<String> words, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(words);
    arguments.addAll(List.of(more));
    JavaChild.Ended ended = SparkChild.of(Main.class, folder).run(arguments.toArray(String[]::new));
    assertEquals(0, ended.exitCode(), ended.output());
    int json = ended.output().indexOf("{\n");
    return json < 0 ? ended.output() : ended.output().substring(json);
  }
}
