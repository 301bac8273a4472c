package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.ShapeRange;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ShapesOptionTest {
  private static final List<TensorSpec> ONE = List.of(spec("in", -1, 3, -1, -1));
  private static final List<TensorSpec> TWO =
      List.of(spec("in:0", -1, 3, -1, -1), spec("mask", -1, 7));

  @Command
  static final class Holder {
    @Mixin private ShapesOption shapes;
  }

  private static Map<String, ShapeRange> parse(List<TensorSpec> inputs, String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.shapes.ranges(inputs);
  }

  @Test
  void readsMinOptMaxOfEachInput() {
    ShapeRange image =
        new ShapeRange(Shape.of(1, 3, 32, 32), Shape.of(8, 3, 64, 64), Shape.of(32, 3, 64, 96));
    ShapeRange mask = ShapeRange.only(Shape.of(8, 7));
    assertEquals(
        Map.of("in:0", image, "mask", mask),
        parse(TWO, "--shapes", "in:0:1x3x32x32,8x3x64x64,32x3x64x96", "--shapes", "mask:8x7"));
    assertEquals(Map.of("in:0", mask), parse(TWO, "--shapes", "'in:0':8x7"));
    assertEquals(Map.of("in", mask), parse(ONE, "--shapes", "8x7"));
    assertEquals(Map.of(), parse(ONE));
  }

  @Test
  void givesImagesTheSizeThatTheEngineIsTunedFor() {
    Map<String, ShapeRange> ranges = parse(ONE, "--shapes", "in:1x3x32x32,8x3x64x48,32x3x64x96");
    assertEquals(List.of(spec("in", -1, 3, 64, 48)), ShapesOption.tuned(ONE, ranges));
    assertEquals(TWO, ShapesOption.tuned(TWO, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shapes.form | in:1x3x32x32,8x3x64x64",
        "shapes.form | in:1x3x?x32",
        "shapes.form | in:",
        "shapes.form | 1x3x32x32x",
        "shapes.invalid | in:1x3x32x32,8x3x16x64,8x3x64x64",
        "shapes.invalid | in:1x3x32x32,8x3x64x64,8x3x64",
        "shapes.invalid | in:0x3x32x32"
      })
  void refusesWhatIsNoShapeInOneLine(String code, String text) {
    UsageException e =
        assertThrows(UsageException.class, () -> parse(ONE, "--shapes", text.strip()));
    assertEquals(code.strip(), e.code(), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void refusesAnInputTwiceAndOneWithoutAName() {
    assertThrows(
        UsageException.class, () -> parse(ONE, "--shapes", "in:8x7", "--shapes", "in:8x7"));
    assertThrows(UsageException.class, () -> parse(TWO, "--shapes", "8x7"));
  }

  private static TensorSpec spec(String name, long... dims) {
    return new TensorSpec(name, ElementType.FLOAT32, Shape.of(dims));
  }
}
