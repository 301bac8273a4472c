package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservedModelTest {
  @TempDir Path folder;

  private final Map<String, ValueType> types = new HashMap<>();

  @Test
  void numbersRepeatedNamesByOneCounter() throws IOException {
    TinyModel model = new TinyModel(17).input("x", 1, 2, 1, 1).chain("Flatten", "x", "x0");
    type("x0", 1, 2);
    for (int i = 0; i < 3; i++) {
      model
          .floats("w" + i, List.of(2L, 2L), 1, 2, 3, 4)
          .floats("b" + i, List.of(2L), 1, 2)
          .node("Gemm", "/g" + i, List.of("x" + i, "w" + i, "b" + i), List.of("x" + (i + 1)));
      type("x" + (i + 1), 1, 2);
    }
    List<String> names = names(model.output("x3"));
    assertEquals(
        List.of(
            "ONNXTRT_Broadcast_output", "ONNXTRT_Broadcast_2_output", "ONNXTRT_Broadcast_4_output"),
        names.stream().filter(name -> name.startsWith("ONNXTRT")).toList());
  }

  @Test
  void listsAConstantOnceAtItsFirstUse() throws IOException {
    TinyModel model =
        new TinyModel(17)
            .input("x", 1, 2)
            .floats("c", List.of(1L, 2L), 5, 6)
            .node("Add", "/a", List.of("x", "c"), List.of("a"))
            .node("Mul", "/m", List.of("c", "a"), List.of("m"))
            .output("m");
    type("a", 1, 2);
    type("m", 1, 2);
    assertEquals(List.of("x", "c_output", "a", "m"), names(model));
  }

  @Test
  void leavesOutWhatReachesNoOutput() throws IOException {
    TinyModel model =
        new TinyModel(17)
            .input("x", 1, 2)
            .input("unused", 1, 2)
            .chain("Relu", "x", "y")
            .chain("Exp", "x", "dead")
            .output("y");
    type("y", 1, 2);
    type("dead", 1, 2);
    assertEquals(List.of("x", "unused", "y"), names(model));
  }

  @Test
  void callsANodeWithoutANameAfterItsOutput() throws IOException {
    TinyModel model =
        new TinyModel(17)
            .input("x", 1, 2)
            .node("HardSwish", "", List.of("x"), List.of("y"))
            .output("y");
    type("y", 1, 2);
    assertEquals(List.of("x", "node_of_y_output", "y"), names(model));
  }

  @Test
  void saysWhichOperatorItDoesNotKnowAndObservesItsOutputs() throws IOException {
    TinyModel model = new TinyModel(17).input("x", 1, 2).chain("Hardmax", "x", "y").output("y");
    type("y", 1, 2);
    ObservedModel observed = ObservedModel.beforeFusion(OnnxModel.read(model.write(folder)), types);
    assertEquals(List.of("x", "y"), observed.tensors().stream().map(ObservedTensor::name).toList());
    assertEquals(1, observed.assumptions().size());
    assertTrue(
        observed.assumptions().get(0).startsWith("operator Hardmax (/y): "),
        observed.notes()::toString);
  }

  @Test
  void saysWhenTheNumberOfAxesIsNotKnown() throws IOException {
    TinyModel model =
        new TinyModel(17)
            .input("x", 1, 2)
            .chain("Relu", "x", "r")
            .node("Reshape", "/shape", List.of("r", "r"), List.of("s"))
            .chain("Transpose", "s", "y", "perm", new long[] {1, 0})
            .output("y");
    type("r", 1, 2);
    ObservedModel observed = ObservedModel.beforeFusion(OnnxModel.read(model.write(folder)), types);
    assertTrue(
        observed.assumptions().get(0).contains("Transpose (/y): the number of axes of its input s"),
        observed.assumptions()::toString);
  }

  private void type(String value, long... shape) {
    types.put(value, new ValueType(ElementTypes.FLOAT, Shape.of(shape)));
  }

  private List<String> names(TinyModel model) throws IOException {
    ObservedModel observed = ObservedModel.beforeFusion(OnnxModel.read(model.write(folder)), types);
    assertEquals(List.of(), observed.assumptions());
    return observed.tensors().stream().map(ObservedTensor::name).toList();
  }
}
