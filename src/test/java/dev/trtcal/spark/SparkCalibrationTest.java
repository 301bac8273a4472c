package dev.trtcal.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.JavaChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One machine and Spark on the same images, two of which are no images. */
class SparkCalibrationTest {
  private static final String MODEL = "src/demo/fashion_resnet.onnx";

  @TempDir static Path folder;
  private static Path images;
  private static Path out;

  /** What the runs printed. */
  private static String told;

  @BeforeAll
  static void writeImagesAndRunAll() throws Exception {
    images = Files.createDirectories(folder.resolve("images"));
    out = Files.createDirectories(folder.resolve("out"));
    GreyImages.write(images, 700);
    Files.writeString(images.resolve("kind1/00105.png"), "no image");
    Files.writeString(images.resolve("kind2/00650.png"), "neither");
    told =
        run(
            "one/all",
            "one/300",
            "one/core",
            "one/duplicates",
            "local[1]/files/3/all",
            "local[2]/files/1/all",
            "local[2]/rows/3/all",
            "local[2]/rows/50/all",
            "local[2]/paths/50/300",
            "local[2]/rows/50/core",
            "local[2]/prints/7/duplicates",
            "local-cluster[2,1,1024]/files/1/killed");
  }

  @Test
  void findsWhatOneMachineFindsHoweverRowsAreShuffledAndPartitioned() throws IOException {
    for (String same : List.of("1_files_3", "2_files_1", "2_rows_3", "2_rows_50")) {
      assertSame("one_all", "local_" + same + "_all");
    }
    assertSame("one_300", "local_2_paths_50_300");
  }

  @Test
  void namesTheSameCandidatesOfEachBlock() throws IOException {
    String chosen = Files.readString(out.resolve("one_core.txt"));
    assertEquals(chosen, Files.readString(out.resolve("local_2_rows_50_core.txt")));
    assertEquals(2 * 20, chosen.split(",").length);
  }

  @Test
  void findsTheSameDuplicatesWhereTheyCrowd() throws IOException {
    String duplicates = Files.readString(out.resolve("one_duplicates.txt"));
    assertEquals(duplicates, Files.readString(out.resolve("local_2_prints_7_duplicates.txt")));
    assertFalse(duplicates.contains("crowded=0"), duplicates);
  }

  @Test
  void findsTheSameOnAClusterOfWhichAnExecutorIsKilled() throws IOException {
    assertTrue(told.contains("killed executor "), told);
    assertSame("one_all", "local_cluster_2_1_1024_files_1_killed");
  }

  private static void assertSame(String one, String other) throws IOException {
    assertArrayEquals(bytes(one + ".cache"), bytes(other + ".cache"), other);
    assertEquals(
        Files.readString(out.resolve(one + ".json")),
        Files.readString(out.resolve(other + ".json")),
        other);
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(out.resolve(file));
  }

  private static String run(String... runs) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(MODEL, images.toString(), out.toString()));
    arguments.addAll(List.of(runs));
    JavaChild.Ended ended =
        SparkChild.of(SparkRuns.class, folder).run(arguments.toArray(String[]::new));
    assertEquals(0, ended.exitCode(), ended.output());
    return ended.output();
  }
}
