package dev.trtcal.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes .npy files for tests, right ones and wrong ones. */
public final class NpyBytes {
  private NpyBytes() {}

  public static byte[] float32(String shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return file("<f4", shape, data.array());
  }

  static byte[] float16(String shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putShort(Float.floatToFloat16(value));
    }
    return file("<f2", shape, data.array());
  }

  static byte[] uint8(String shape, int... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      data[i] = (byte) values[i];
    }
    return file("|u1", shape, data);
  }

  public static byte[] file(String descr, String shape, byte[] data) {
    return file(
        1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }", data);
  }

  /** Padded with spaces to a multiple of 64 and ended by a line feed, as NumPy does it. */
  static byte[] file(int version, String dictionary, byte[] data) {
    int prefix = version == 1 ? 10 : 12;
    int length = (prefix + dictionary.length() + 1 + 63) / 64 * 64 - prefix;
    String header = dictionary + " ".repeat(length - dictionary.length() - 1) + "\n";
    ByteBuffer out =
        ByteBuffer.allocate(prefix + length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) version).put((byte) 0);
    if (version == 1) {
      out.putShort((short) length);
    } else {
      out.putInt(length);
    }
    return out.put(header.getBytes(StandardCharsets.ISO_8859_1)).put(data).array();
  }
}
