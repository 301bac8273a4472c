package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static String print(int width) {
    TextTable table = new TextTable("tensor", "dB");
    table.row("/backbone/layer4/conv3/Conv_output_0", "30.0");
    table.row("input", "7");
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    table.print(out, "  ", width);
    out.flush();
    return text.toString();
  }

  @Test
  void namesLoseTheirMiddleWhereALineWouldBeTooWide() {
    assertEquals(
        """
          tensor                  dB
          /backbone/…nv_output_0  30.0
          input                      7
        """
            .replace("tensor                  dB", "tensor                    dB"),
        print(30));
  }

  @Test
  void nothingIsCutWhereThereIsRoom() {
    assertEquals(
        """
          tensor                                  dB
          /backbone/layer4/conv3/Conv_output_0  30.0
          input                                    7
        """,
        print(100));
  }

  @Test
  void namesAreNotCutToNothing() {
    assertEquals("  /back…tput_0  30.0", print(5).lines().toList().get(1));
  }
}
