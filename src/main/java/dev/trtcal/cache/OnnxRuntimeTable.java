package dev.trtcal.cache;

import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The native calibration table of ONNX Runtime's TensorRT provider: what it reads when {@code
 * trt_int8_use_native_calibration_table} is set. It is TensorRT's own cache text, read by ONNX
 * Runtime's own code, which is narrower than TensorRT: the header must hold {@code TRT-}, names end
 * at the first colon, and every entry becomes a dynamic range, also one of zero or infinity. So
 * entries that would be misread are left out. Immutable.
 */
public final class OnnxRuntimeTable {
  /** Legacy's header names neither TensorRT nor itself. */
  private static final String LEGACY_HEADER = "TRT-LegacyCalibration";

  private final List<TensorRange> entries = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final String header;

  /**
   * Makes a table of a cache's entries.
   *
   * @throws InvalidInputException {@code table.nothing} when no entry can be written
   */
  public OnnxRuntimeTable(CalibrationCache cache) {
    String text = cache.header().text().strip();
    header = text.contains("TRT-") ? text : LEGACY_HEADER;
    for (TensorRange entry : cache.entries()) {
      boolean usable = entry.scale() >= Float.MIN_NORMAL && entry.scale() <= Float.MAX_VALUE;
      if (!usable) {
        leftOut.add(entry.name() + ": its scale is " + entry.scale());
      } else if (entry.name().indexOf(':') >= 0) {
        leftOut.add(entry.name() + ": ONNX Runtime reads a name up to its first colon");
      } else {
        entries.add(entry);
      }
    }
    if (entries.isEmpty()) {
      throw new InvalidInputException(
          "table.nothing",
          "the calibration cache has no entry that ONNX Runtime could use; calibrate again");
    }
  }

  /** Number of entries in the table. */
  public int size() {
    return entries.size();
  }

  /** What is not in it: the name and why, one clause each. */
  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** The file; a new array. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (TensorRange entry : entries) {
      text.append(entry.name())
          .append(": ")
          .append(Integer.toHexString(Float.floatToRawIntBits(entry.scale())))
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
