package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsALineForEachTenthWhereThereIsNoTerminal() {
    try (Progress progress = new Progress(err, false)) {
      progress.progress("starting", 0, -1);
      for (int done = 0; done <= 30; done++) {
        progress.progress("calibrating", done, 30);
      }
    }
    assertEquals(1 + 11, shown().lines().count());
    assertTrue(shown().endsWith("calibrating: 30 of 30\n"), shown());
  }

  @Test
  void printsTheOutermostPartsOnlyWhereThereIsNoTerminal() {
    try (Progress progress = new Progress(err, false)) {
      progress.progress("building the engine", 0, -1);
      progress.part("outer", "", 0, 2);
      progress.part("inner", "outer", 0, 1);
      progress.part("inner", "outer", 1, 1);
      progress.part("outer", "", 1, 2);
      progress.part("outer", "", 2, 2);
    }
    assertEquals("building the engine\n  outer: 1 of 2\n  outer: 2 of 2\n", shown());
  }

  @Test
  void namesThePartsThatAreGoingOnOutermostFirst() {
    try (Progress progress = new Progress(err, true)) {
      progress.progress("building the engine", 0, -1);
      progress.part("outer", "", 1, 4);
      progress.part("inner", "outer", 0, 3);
      progress.part("innermost", "inner", 2, 9);
      assertEquals("outer 1/4 › inner 0/3 › innermost 2/9", progress.partsText());
      progress.part("innermost", "inner", 9, 9);
      progress.part("inner", "outer", 1, 3);
      assertEquals("outer 1/4 › inner 1/3", progress.partsText());
      progress.part("inner", "outer", 3, 3);
      progress.part("outer", "", 4, 4);
      assertEquals("", progress.partsText());
    }
    assertTrue(shown().contains("building the engine"), shown());
  }
}
