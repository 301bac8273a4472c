package dev.trtcal.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstantsTest {
  @TempDir Path folder;

  @Test
  void readsFloatsInEveryFormOfStorage() {
    assertFloats(tensor(ElementTypes.FLOAT).addFloatData(1.5f).addFloatData(-2));
    assertFloats(raw(ElementTypes.FLOAT, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0));
    assertFloats(tensor(ElementTypes.DOUBLE).addDoubleData(1.5).addDoubleData(-2));
    assertFloats(raw(ElementTypes.DOUBLE, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0));
    assertFloats(tensor(ElementTypes.FLOAT16).addInt32Data(0x3e00).addInt32Data(0xc000));
    assertFloats(raw(ElementTypes.FLOAT16, 0, 0x3e, 0, 0xc0));
    assertFloats(raw(ElementTypes.BFLOAT16, 0xc0, 0x3f, 0, 0xc0));
  }

  @Test
  void readsIntegersInEveryFormOfStorage() {
    long[] expected = {7, -1};
    assertArrayEquals(
        expected,
        Constants.longs(
            tensor(ElementTypes.INT64).addInt64Data(7).addInt64Data(-1).build(), folder));
    assertArrayEquals(
        expected,
        Constants.longs(
            tensor(ElementTypes.INT32).addInt32Data(7).addInt32Data(-1).build(), folder));
    assertArrayEquals(
        expected,
        Constants.longs(
            raw(ElementTypes.INT32, 7, 0, 0, 0, 0xff, 0xff, 0xff, 0xff).build(), folder));
  }

  @Test
  void readsExternalDataFromTheirOffset() throws IOException {
    Files.write(folder.resolve("w.bin"), bytes(9, 9, 9, 9, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0));
    TensorProto.Builder tensor =
        tensor(ElementTypes.FLOAT).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    tensor.addExternalDataBuilder().setKey("location").setValue("w.bin");
    tensor.addExternalDataBuilder().setKey("offset").setValue("4");
    tensor.addExternalDataBuilder().setKey("length").setValue("8");
    assertFloats(tensor);
  }

  @Test
  void refusesFewerDataThanTheShapeNeeds() {
    TensorProto tensor = raw(ElementTypes.FLOAT, 0, 0, 0xc0, 0x3f).build();
    assertEquals(
        "model.unreadable",
        assertThrows(InvalidInputException.class, () -> Constants.floats(tensor, folder)).code());
  }

  private void assertFloats(TensorProto.Builder tensor) {
    FloatBuffer values = Constants.floats(tensor.build(), folder);
    assertEquals(List.of(1.5f, -2f), List.of(values.get(0), values.get(1)));
    assertEquals(2, values.remaining());
  }

  private static TensorProto.Builder tensor(int type) {
    return TensorProto.newBuilder().setName("t").setDataType(type).addDims(2);
  }

  private static TensorProto.Builder raw(int type, int... bytes) {
    return tensor(type).setRawData(ByteString.copyFrom(bytes(bytes)));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
