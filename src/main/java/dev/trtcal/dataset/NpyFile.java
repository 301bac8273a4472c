package dev.trtcal.dataset;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One .npy file, open for reading: its element type, its shape, and its elements in row-major
 * order. Files of any size are read piece by piece; a header's claims are checked against the
 * file's size before anything is allocated.
 *
 * <p>Supported: format versions 1, 2 and 3; C order; little-endian float32, float16, float64,
 * int32, int64, and uint8, int8, bool. One thread at a time.
 */
public final class NpyFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NpyFile.class);
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The headers NumPy writes take 128 bytes or little more. */
  private static final int MAX_HEADER = 1 << 16;

  /** Positional reads go through buffers, whose sizes are ints. */
  private static final long MAX_READ = 1 << 30;

  private final Path path;
  private final FileChannel channel;
  private final NpyHeader header;
  private final long dataOffset;

  private NpyFile(Path path, FileChannel channel, NpyHeader header, long dataOffset) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataOffset = dataOffset;
  }

  /**
   * Opens a file and checks it.
   *
   * @throws InvalidInputException {@code npy.unreadable} when it cannot be read, {@code npy.header}
   *     when it is no .npy file, {@code npy.truncated} or {@code npy.trailing} when its length is
   *     not what its header says (with expected and found bytes), {@code npy.type} or {@code
   *     npy.order} when it is stored in a way that is not supported
   */
  @SuppressWarnings("resource") // the channel is closed with the object, or here when there is none
  public static NpyFile open(Path path) {
    FileChannel channel;
    try {
      channel = FileChannel.open(path);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("npy.unreadable", path + ": no such file; check the path", e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return open(path, channel);
  }

  /**
   * Reads the head of a file that is open.
   *
   * @param path for messages
   * @param channel closed with the object, or here when there is none
   */
  static NpyFile open(Path path, FileChannel channel) {
    boolean opened = false;
    try {
      NpyFile file = read(path, channel);
      opened = true;
      return file;
    } catch (IOException e) {
      throw unreadable(path, e);
    } finally {
      if (!opened) {
        closeQuietly(channel);
      }
    }
  }

  private static NpyFile read(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer start = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, start, 0);
    byte[] bytes = start.array();
    for (int i = 0; i < MAGIC.length; i++) {
      if (start.position() <= i || bytes[i] != MAGIC[i]) {
        throw new InvalidInputException(
            "npy.header", path + ": is not a .npy file; it does not begin with \\x93NUMPY");
      }
    }
    int version = bytes[6];
    int lengthBytes = version == 1 ? 2 : 4;
    long headerOffset = 8L + lengthBytes;
    if (size < headerOffset) {
      throw truncated(path, headerOffset, size);
    }
    if (version < 1 || version > 3) {
      throw new InvalidInputException(
          "npy.header",
          path + ": .npy format version " + version + " is unknown; versions 1 to 3 are read");
    }
    long length =
        lengthBytes == 2
            ? Short.toUnsignedInt(start.getShort(8))
            : Integer.toUnsignedLong(start.getInt(8));
    if (size < headerOffset + length) {
      throw truncated(path, headerOffset + length, size);
    }
    if (length > MAX_HEADER) {
      throw new InvalidInputException(
          "npy.header", path + ": its .npy header of " + length + " bytes is too long to be one");
    }
    ByteBuffer dictionary = ByteBuffer.allocate((int) length);
    readFully(channel, dictionary, headerOffset);
    NpyHeader header =
        NpyHeader.parse(
            new String(
                dictionary.array(),
                version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1),
            path.toString());
    long dataOffset = headerOffset + length;
    checkLength(path, header, dataOffset, size);
    return new NpyFile(path, channel, header, dataOffset);
  }

  private static void checkLength(Path path, NpyHeader header, long dataOffset, long size) {
    long expected;
    try {
      long data = Math.multiplyExact(header.shape().elements(), header.type().bytes());
      expected = Math.addExact(dataOffset, data);
    } catch (ArithmeticException e) {
      throw new InvalidInputException(
          "npy.header", path + ": its .npy header has the impossible shape " + header.shape(), e);
    }
    if (size < expected) {
      throw truncated(path, expected, size);
    }
    if (size > expected) {
      throw new InvalidInputException(
          "npy.trailing",
          path
              + ": is longer than its header says, expected "
              + expected
              + " bytes, found "
              + size
              + "; save the array again");
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** The element type as stored. */
  public ElementType type() {
    return header.type();
  }

  /** The extents as stored, outermost first; empty for a scalar. */
  public Shape shape() {
    return header.shape();
  }

  /**
   * Reads a run of elements as they are stored.
   *
   * @param first index of the first element, row-major, from 0
   * @param elements how many, at least 0; the run must lie within the array
   * @param target native memory, or a byte array's, of at least {@code elements} times the type's
   *     bytes; written from its start
   * @throws InvalidInputException {@code npy.unreadable} when reading fails, {@code npy.truncated}
   *     when the file has become shorter since it was opened
   */
  public void read(long first, long elements, MemorySegment target) {
    long width = type().bytes();
    if (first < 0 || elements < 0 || first > shape().elements() - elements) {
      throw new IndexOutOfBoundsException(
          "elements " + first + " to " + (first + elements) + " of " + shape().elements());
    }
    long position = dataOffset + first * width;
    long remaining = elements * width;
    long written = 0;
    try {
      while (remaining > 0) {
        long piece = Math.min(remaining, MAX_READ);
        ByteBuffer buffer = target.asSlice(written, piece).asByteBuffer();
        readFully(channel, buffer, position);
        if (buffer.hasRemaining()) {
          throw truncated(path, dataOffset + shape().elements() * width, channel.size());
        }
        position += piece;
        written += piece;
        remaining -= piece;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Closes the file; a second call does nothing. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long offset)
      throws IOException {
    long position = offset;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position);
      if (read < 0) {
        return;
      }
      position += read;
    }
  }

  /** Nothing was written through it, so a failing close loses nothing. */
  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing a .npy file", e);
    }
  }

  private static InvalidInputException truncated(Path path, long expected, long found) {
    return new InvalidInputException(
        "npy.truncated",
        path
            + ": is truncated, expected "
            + expected
            + " bytes, found "
            + found
            + "; copy or save it again");
  }

  private static InvalidInputException unreadable(Path path, IOException e) {
    return new InvalidInputException("npy.unreadable", path + ": cannot be read (" + e + ")", e);
  }
}
