package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Shape;
import dev.trtcal.onnx.ObservedTensor.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedBuffersTest {
  private static final long CHANNELS = 4;

  @TempDir Path folder;

  private final Map<String, ValueType> types = new HashMap<>();
  private final TinyModel model = new TinyModel(17).input("x", 2, CHANNELS, 8, 8);

  @Test
  void laysTheFirstOperandOfAConcatIntoItsBuffer() throws IOException {
    convolution("x", "a", 3);
    convolution("x", "b", 1);
    concat("c", "a", "b").output("c");
    assertEquals(Optional.of("c: 4 of 8"), buffer("a"));
    assertEquals(Optional.empty(), buffer("b"));
    assertEquals(Optional.empty(), buffer("c"));
  }

  @Test
  void laysATensorIntoTheLastOfSeveralConcats() throws IOException {
    convolution("x", "a", 3);
    convolution("x", "b", 1);
    concat("c", "a", "b");
    convolution("c", "d", 1);
    concat("e", "a", "b", "d").output("e");
    assertEquals(Optional.of("e: 4 of 12"), buffer("a"));
  }

  @Test
  void leavesATensorThatLaterLiesElsewhereInABuffer() throws IOException {
    convolution("x", "a", 3);
    convolution("x", "b", 1);
    concat("c", "a", "b");
    convolution("c", "d", 1);
    concat("e", "d", "a").output("e");
    assertEquals(Optional.empty(), buffer("a"));
    assertEquals(Optional.of("e: 4 of 8"), buffer("d"));
  }

  @ParameterizedTest
  @CsvSource({"2, 2, true", "5, 1, false", "3, 2, false"})
  void knowsWhichPoolsReadPackedTensorsOnly(long kernel, long stride, boolean strided)
      throws IOException {
    convolution("x", "a", 3);
    convolution("x", "b", 1);
    long pad = kernel / 2;
    model
        .chain(
            "MaxPool",
            "a",
            "p",
            "kernel_shape",
            new long[] {kernel, kernel},
            "strides",
            new long[] {stride, stride},
            "pads",
            kernel == 2 ? new long[4] : new long[] {pad, pad, pad, pad})
        .output("p");
    type("p", 2, CHANNELS, 8 / stride, 8 / stride);
    concat("c", "a", "b").output("c");
    assertEquals(strided, buffer("a").isPresent());
    assertEquals(!strided, isUncertain("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "resized", "point"})
  void copiesWhatCannotBeWrittenThere(String first) throws IOException {
    model
        .floats("scales", List.of(4L), 1, 1, 1, 1)
        .node("Resize", "/resized", List.of("x", "", "scales"), List.of("resized"));
    type("resized", 2, CHANNELS, 8, 8);
    convolution("resized", "point", 1);
    convolution("x", "b", 3);
    concat("c", first, "b").output("c");
    assertEquals(Optional.empty(), buffer(first));
    assertFalse(isUncertain(first));
  }

  @Test
  void isNotSureOfConcatsInConcats() throws IOException {
    convolution("x", "a", 3);
    convolution("x", "b", 1);
    concat("c", "a", "b");
    concat("e", "c", "b").output("e");
    assertEquals(Optional.empty(), buffer("a"));
    assertTrue(isUncertain("a"));
  }

  @Test
  void runsEqualConvolutionsOfOneTensorAsOne() throws IOException {
    convolution("x", "a", 1);
    convolution("x", "b", 1);
    convolution("x", "c", 3);
    for (String name : List.of("a", "b", "c")) {
      model.chain("Tanh", name, name + "t").output(name + "t");
      type(name + "t", 2, CHANNELS, 8, 8);
    }
    assertEquals(Optional.of("a and b: 4 of 8"), buffer("a"));
    assertEquals(Optional.empty(), buffer("b"));
    assertEquals(Optional.empty(), buffer("c"));
  }

  @Test
  void seesThroughASliceFromTheFirstChannel() throws IOException {
    convolution("x", "a", 3);
    model
        .chain("Shape", "a", "shape")
        .longs("one", 1)
        .longs("two", 2)
        .longs("zero", 0)
        .node("Gather", "/extent", List.of("shape", "one"), List.of("extent"))
        .node("Div", "/half", List.of("extent", "two"), List.of("half"))
        .node("Mul", "/start", List.of("half", "zero"), List.of("start"))
        .node("Slice", "/low", List.of("a", "start", "half", "one"), List.of("low"))
        .node("Slice", "/high", List.of("a", "half", "extent", "one"), List.of("high"));
    types.put("shape", new ValueType(ElementTypes.INT64, Shape.of(4)));
    for (String name : List.of("extent", "half", "start")) {
      types.put(name, new ValueType(ElementTypes.INT64, Shape.of(1)));
    }
    type("low", 2, CHANNELS / 2, 8, 8);
    type("high", 2, CHANNELS / 2, 8, 8);
    types.put("c", new ValueType(ElementTypes.FLOAT, Shape.of(2, CHANNELS, 8, 8)));
    model.node("Concat", "/c", List.of("high", "low"), List.of("c"), "axis", 1L).output("c");
    assertEquals(Optional.of("a: 2 of 4"), buffer("low"));
    assertEquals(Optional.empty(), buffer("high"));
  }

  private void convolution(String from, String to, long kernel) {
    long channels = types.containsKey(from) ? types.get(from).shape().dim(1) : CHANNELS;
    int weights = (int) (CHANNELS * channels * kernel * kernel);
    float[] values = new float[weights];
    model
        .floats(to + ".w", List.of(CHANNELS, channels, kernel, kernel), values)
        .node(
            "Conv",
            "/" + to,
            List.of(from, to + ".w"),
            List.of(to),
            "pads",
            Collections.nCopies(4, kernel / 2).stream().mapToLong(Long::longValue).toArray());
    type(to, 2, CHANNELS, 8, 8);
  }

  private TinyModel concat(String to, String... from) {
    long channels = 0;
    for (String operand : from) {
      channels += types.containsKey(operand) ? types.get(operand).shape().dim(1) : CHANNELS;
    }
    type(to, 2, channels, 8, 8);
    return model.node("Concat", "/" + to, List.of(from), List.of(to), "axis", 1L);
  }

  private void type(String value, long... shape) {
    types.put(value, new ValueType(ElementTypes.FLOAT, Shape.of(shape)));
  }

  private ObservedModel observed() throws IOException {
    return ObservedModel.afterFusion(OnnxModel.read(model.write(folder)), types, true);
  }

  private Optional<String> buffer(String name) throws IOException {
    return observed().tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .map(ObservedTensor::source)
        .filter(Source.Start.class::isInstance)
        .map(Source.Start.class::cast)
        .map(start -> start.label() + ": " + start.part() + " of " + start.of());
  }

  private boolean isUncertain(String name) throws IOException {
    return observed().notes().stream()
        .filter(note -> note.contains("it is not known"))
        .map(note -> note.substring(note.lastIndexOf(": ") + 2))
        .anyMatch(names -> List.of(names.split(", ", -1)).contains(name));
  }
}
