package dev.trtcal.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.JavaChild;
import dev.trtcal.cli.CommandRun;
import dev.trtcal.cli.Main;
import dev.trtcal.readme.DocumentedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/spark.md, with Spark and without it. */
class SparkCommandTest {
  private static final int IMAGES = 600;

  @TempDir static Path folder;
  private static Path lake;

  /** What the commands printed that Spark ran. */
  private static List<String> printed;

  @BeforeAll
  static void runTheCommandsOnALakeOfFourKinds() throws Exception {
    lake = Files.createDirectories(folder.resolve("lake"));
    GreyImages.write(lake, IMAGES);
    Files.writeString(lake.resolve("kind3/00107.png"), "no image");
    for (int copy = 0; copy < 40; copy++) {
      Path file = lake.resolve(String.format(Locale.ROOT, "kind1/%05d.png", 4 * copy + 1));
      Files.copy(file, lake.resolve("kind2/copy" + copy + ".png"));
      GreyImages.brighten(file, lake.resolve("kind2/near" + copy + ".png"));
    }
    List<String> words = new ArrayList<>();
    add(words, calibrate("first.cache"), "--work", folder.resolve("work").toString());
    add(words, calibrate("second.cache"), "--work", folder.resolve("work").toString());
    add(words, audit("spark.json"), "--json");
    add(words, select("spark.txt"), "--json");
    JavaChild.Ended ended =
        SparkChild.of(SparkCommands.class, folder).run(words.toArray(String[]::new));
    assertEquals(0, ended.exitCode(), ended.output());
    printed = List.of(ended.output().split(SparkCommands.NEXT + "\n"));
  }

  private static void add(List<String> words, List<String> command, String... more) {
    if (!words.isEmpty()) {
      words.add(SparkCommands.THEN);
    }
    words.addAll(command);
    words.addAll(List.of(more));
  }

  private static List<String> calibrate(String cache) throws IOException {
    return documented("calibrate", "demo.cache", folder.resolve(cache).toString());
  }

  private static List<String> audit(String statistics) throws IOException {
    List<String> audit = documented("audit", "", "");
    audit.set(audit.indexOf(lake.toString()), lake.resolve("kind1").toString());
    audit.addAll(List.of("--save-statistics", folder.resolve(statistics).toString()));
    return audit;
  }

  private static List<String> select(String list) throws IOException {
    List<String> select = documented("select", "selected.txt", folder.resolve(list).toString());
    select.set(select.indexOf("--count") + 1, "16");
    select.set(select.indexOf(lake.toString()), lake.resolve("kind2").toString());
    return select;
  }

  @Test
  void calibratesAndGoesOnFromWhatAnEarlierRunLeft() throws Exception {
    alone(calibrate("one.cache"), "--engine", "cpu");
    String one = Files.readString(folder.resolve("one.cache"));
    assertEquals(one, Files.readString(folder.resolve("first.cache")));
    assertEquals(one, Files.readString(folder.resolve("second.cache")));
    FileTime first = Files.getLastModifiedTime(folder.resolve("first.cache"));
    try (Stream<Path> files = Files.list(folder.resolve("work"))) {
      List<Path> blocks = files.filter(file -> file.toString().endsWith(".block")).toList();
      assertFalse(blocks.isEmpty());
      for (Path block : blocks) {
        assertTrue(Files.getLastModifiedTime(block).compareTo(first) <= 0, "measured again");
      }
    }
  }

  @Test
  void judgesASetAgainstALakeAsOneMachineDoes() throws Exception {
    JsonObject one = object(alone(audit("one.json"), "--json"));
    assertEquals(one, object(printed.get(3)));
    assertEquals(
        Files.readString(folder.resolve("one.json")),
        Files.readString(folder.resolve("spark.json")));
    Map<String, JsonObject> answers = new HashMap<>();
    for (JsonElement answer : one.getAsJsonArray("verdicts")) {
      answers.put(answer.getAsJsonObject().get("question").getAsString(), answer.getAsJsonObject());
    }
    String shared = answers.get("shared").get("evidence").getAsString();
    assertTrue(shared.startsWith("of the set's 150 images the reference holds 150 as"), shared);
    String repeats = answers.get("repeats").get("evidence").getAsString();
    assertTrue(repeats.matches("the reference: 40 exact and [45]\\d near .* 679 images"), repeats);
    assertEquals("doubtful", answers.get("repeats").get("verdict").getAsString());
    JsonObject first = one.getAsJsonArray("shared").get(0).getAsJsonObject();
    assertEquals("00001.png", first.get("file").getAsString());
    assertEquals(2, first.get("exact").getAsInt());
    assertTrue(first.get("near").getAsInt() >= 1, first.toString());
  }

  @Test
  void selectsWhatOneMachineSelects() throws Exception {
    JsonObject one = object(alone(select("one.txt"), "--json"));
    String list = Files.readString(folder.resolve("one.txt"));
    assertEquals(list, Files.readString(folder.resolve("spark.txt")));
    assertEquals(one, object(printed.get(4)));
    assertTrue(list.startsWith("# 16 of 230 images, chosen by trtcal select\n"), list);
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

  /** The page's command of this name, on the test's images and with another file to write. */
  private static List<String> documented(String name, String output, String file)
      throws IOException {
    String line =
        DocumentedCommands.startingWith("./trtcal " + name + " ").stream()
            .filter(found -> found.document().endsWith("spark.md"))
            .map(DocumentedCommands.Line::text)
            .findFirst()
            .orElseThrow();
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      String plain = word.equals("src/demo/images") ? lake.toString() : word.replace("'", "");
      words.add(plain.equals(output) ? file : plain);
    }
    words.remove(0);
    return words;
  }

  /** What the command prints without Spark. */
  private static String alone(List<String> words, String... more) {
    List<String> others = new ArrayList<>(words);
    int at = others.indexOf("--spark");
    others.subList(at, at + 2).clear();
    others.addAll(List.of(more));
    CommandRun run = CommandRun.of(others.toArray(String[]::new));
    assertEquals(0, run.exitCode(), run.err());
    return run.out();
  }

  private static JsonObject object(String json) {
    String whole = json.substring(json.indexOf("{\n"), json.lastIndexOf("\n}") + 2);
    return JsonParser.parseString(whole).getAsJsonObject();
  }
}
