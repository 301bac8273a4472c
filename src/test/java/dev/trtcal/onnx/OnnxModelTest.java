package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
  @TempDir Path folder;

  @Test
  void tellsInputsOutputsAndOpset() throws IOException {
    Path file =
        new TinyModel(17)
            .input("x", -1, 3)
            .typedInput("k", ElementTypes.INT64, 4)
            .input("w", 3)
            .floats("w", List.of(3L), 1, 2, 3)
            .node("Add", "", List.of("x", "w"), List.of("y"))
            .output("y")
            .write(folder);
    OnnxModel model = OnnxModel.read(file);
    assertEquals(
        List.of(
            new TensorSpec("x", ElementType.FLOAT32, Shape.of(Shape.DYNAMIC, 3)),
            new TensorSpec("k", ElementType.INT64, Shape.of(4))),
        model.inputs());
    assertEquals(List.of("y"), model.outputs());
    assertEquals(17, model.opset());
  }

  @Test
  void refusesAMissingFile() {
    assertRefused("model.missing", folder.resolve("none.onnx"), "none.onnx");
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    byte[] whole = tiny().bytes();
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Path file = folder.resolve("cut.onnx");
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused("model.unreadable", file, "cut.onnx");
    }
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path text = folder.resolve("readme.txt");
    Files.writeString(text, "This is no model at all.\n", StandardCharsets.UTF_8);
    assertRefused("model.unreadable", text, "readme.txt");
    assertRefused("model.unreadable", folder, folder.getFileName().toString());
  }

  @Test
  void namesEveryUnknownOperatorWithItsNode() throws IOException {
    Path file =
        tiny()
            .node("Frobnicate", "/first", List.of("y"), List.of("a"))
            .node("Relu", "/fine", List.of("a"), List.of("b"))
            .node("Grommet", "", List.of("b"), List.of("c"))
            .write(folder);
    InvalidInputException e = assertRefused("model.operators", file, "2 nodes");
    assertTrue(e.getMessage().contains("Frobnicate (/first)"), e.getMessage());
    assertTrue(e.getMessage().contains("Grommet (node_of_c)"), e.getMessage());
    assertFalse(e.getMessage().contains("Relu"), e.getMessage());
  }

  @Test
  void refusesExternalDataThatAreMissingTruncatedOrElsewhere() throws IOException {
    Path missing = tiny().external("w", "weights.bin", 8, 2).write(folder);
    assertRefused("model.external", missing, "weights.bin is missing");
    Files.write(folder.resolve("weights.bin"), new byte[4]);
    assertRefused("model.external", missing, "truncated");
    Path outside = tiny().external("w", "../weights.bin", 8, 2).write(folder);
    assertRefused("model.external", outside, "below the model's folder");
    Files.write(folder.resolve("weights.bin"), new byte[8]);
    OnnxModel.read(tiny().external("w", "weights.bin", 8, 2).write(folder));
  }

  @Test
  void refusesInputsThatCannotBeFed() throws IOException {
    Path file =
        new TinyModel(17)
            .typedInput("x", ElementTypes.DOUBLE, 2)
            .chain("Relu", "x", "y")
            .output("y")
            .write(folder);
    OnnxModel model = OnnxModel.read(file);
    InvalidInputException e = assertThrows(InvalidInputException.class, model::inputs);
    assertEquals("input.type", e.code());
    assertTrue(e.getMessage().contains("input x"), e.getMessage());
  }

  private static TinyModel tiny() {
    return new TinyModel(17).input("x", 1, 2).chain("Relu", "x", "y").output("y");
  }

  private static InvalidInputException assertRefused(String code, Path file, String text) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> OnnxModel.read(file));
    assertEquals(code, e.code(), e.getMessage());
    assertTrue(e.getMessage().contains(text), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e;
  }
}
