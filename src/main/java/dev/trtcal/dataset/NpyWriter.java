package dev.trtcal.dataset;

import dev.trtcal.ElementType;
import dev.trtcal.OutputFile;
import dev.trtcal.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes samples as one .npy file of format version 1, which appears whole or not at all. How many
 * there are shows at the end. Format: NumPy's NEP 1, "A Simple File Format for NumPy Arrays".
 */
public final class NpyWriter implements AutoCloseable {
  /** Room for any shape of a few axes; NumPy wants the data aligned to 64 bytes. */
  private static final int HEADER = 256;

  /** Views of memory as buffers are counted in ints. */
  private static final long MAX_WRITE = 1 << 30;

  private final OutputFile file;
  private final TensorSpec sample;
  private long samples;

  private NpyWriter(OutputFile file, TensorSpec sample) {
    this.file = file;
    this.sample = sample;
  }

  /**
   * Starts a file.
   *
   * @param sample what one sample is, without the batch axis; of at most 8 axes
   * @throws dev.trtcal.OutputException as {@link OutputFile#create}
   */
  @SuppressWarnings("MustBeClosedChecker") // closed with the object
  public static NpyWriter create(Path target, TensorSpec sample) {
    NpyWriter writer = new NpyWriter(OutputFile.create(target), sample);
    writer.file.append(writer.header());
    return writer;
  }

  /**
   * Appends samples.
   *
   * @param memory row-major, sample after sample, in the machine's byte order; native, or a byte
   *     array's
   * @param count how many of them
   */
  public void append(MemorySegment memory, int count) {
    long bytes = Math.multiplyExact(sample.bytes(), count);
    for (long done = 0; done < bytes; done += MAX_WRITE) {
      file.append(memory.asSlice(done, Math.min(MAX_WRITE, bytes - done)).asByteBuffer());
    }
    samples += count;
  }

  /** Completes the file and moves it into place. */
  public void commit() {
    file.overwrite(0, header());
    file.commit();
  }

  private ByteBuffer header() {
    StringBuilder shape = new StringBuilder().append(samples).append(',');
    for (int axis = 0; axis < sample.shape().rank(); axis++) {
      shape.append(axis == 0 ? " " : ", ").append(sample.shape().dim(axis));
    }
    String dictionary =
        "{'descr': '"
            + descr(sample.type())
            + "', 'fortran_order': False, 'shape': ("
            + shape
            + "), }";
    int start = 10;
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    header.put((byte) 1).put((byte) 0).putShort((short) (HEADER - start));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.position() < HEADER - 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').flip();
  }

  private static String descr(ElementType type) {
    String order = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
    return switch (type) {
      case FLOAT32 -> order + "f4";
      case FLOAT16 -> order + "f2";
      case FLOAT64 -> order + "f8";
      case UINT8 -> "|u1";
      case INT8 -> "|i1";
      case INT32 -> order + "i4";
      case INT64 -> order + "i8";
      case BOOL -> "|b1";
    };
  }

  /** Leaves nothing where it was not committed. */
  @Override
  public void close() {
    file.close();
  }
}
