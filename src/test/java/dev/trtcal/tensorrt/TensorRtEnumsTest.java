package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.trtcal.Shape;
import dev.trtcal.UsageException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Our names and TensorRT's numbers. */
class TensorRtEnumsTest {
  @Test
  void numbersBuilderFlagsAsTensorRtDoes() {
    assertEquals(0, BuilderFlag.FP16.number());
    assertEquals(1, BuilderFlag.INT8.number());
    assertEquals(6, BuilderFlag.TF32.number());
    assertEquals(19, BuilderFlag.STRIP_PLAN.number());
    assertEquals(28, BuilderFlag.DISTRIBUTIVE_INDEPENDENCE.number());
    assertEquals(
        IntStream.rangeClosed(0, 28).boxed().toList(),
        Arrays.stream(BuilderFlag.values()).map(BuilderFlag::number).toList());
  }

  @Test
  void numbersTheRestAsTensorRtDoes() {
    assertEquals(0, QuantizationFlag.CALIBRATE_BEFORE_FUSION.number());
    assertEquals(0, ProfilingVerbosity.LAYER_NAMES_ONLY.number());
    assertEquals(1, ProfilingVerbosity.NONE.number());
    assertEquals(2, ProfilingVerbosity.DETAILED.number());
    assertEquals(LogSeverity.INTERNAL_ERROR, LogSeverity.of(0));
    assertEquals(LogSeverity.WARNING, LogSeverity.of(2));
    assertEquals(LogSeverity.VERBOSE, LogSeverity.of(4));
    assertEquals(LogSeverity.VERBOSE, LogSeverity.of(99));
    assertEquals(ParserErrorCode.UNSUPPORTED_NODE, ParserErrorCode.of(8));
    assertEquals(ParserErrorCode.REFIT_FAILED, ParserErrorCode.of(14));
    assertEquals(ParserErrorCode.OTHER, ParserErrorCode.of(15));
    assertEquals(ParserErrorCode.OTHER, ParserErrorCode.of(-1));
  }

  @Test
  void knowsTensorRtsDataTypes() {
    assertEquals(DataType.FLOAT, DataType.of(0));
    assertEquals(DataType.UINT8, DataType.of(5));
    assertEquals(DataType.INT64, DataType.of(8));
    assertEquals(DataType.INT4, DataType.of(9));
    assertThrows(IllegalArgumentException.class, () -> DataType.of(12));
  }

  @Test
  void countsBytesOfTypesBelowAByte() {
    TensorInfo odd = new TensorInfo("t", DataType.INT4, true, Shape.of(3));
    assertEquals(2, odd.bytes(odd.shape()));
    assertThrows(UsageException.class, odd::spec);
  }
}
