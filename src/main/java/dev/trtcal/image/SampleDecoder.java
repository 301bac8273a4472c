package dev.trtcal.image;

import dev.trtcal.InvalidInputException;
import dev.trtcal.MissingEnvironmentException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * From an image file straight to a sample of a tensor: reads, decodes, resizes, normalises. One for
 * each thread; it keeps its memory from one image to the next, so that with libjpeg-turbo a JPEG
 * costs the Java heap next to nothing. Its owner closes it, on any thread, when it is not in use.
 */
public final class SampleDecoder implements AutoCloseable {
  /** Longer files are refused unread: no image within the decoder's limits needs as much. */
  public static final long MAX_FILE_BYTES = 1L << 29;

  private final Preprocess preprocess;
  private final FileDecoder decoder;
  private final Resampler resampler = new Resampler();
  private final SampleWriter.Row row = new SampleWriter.Row();
  private final ScratchMemory file = new ScratchMemory();
  private final Canvas own = new Canvas();

  private SampleDecoder(Preprocess preprocess, FileDecoder decoder) {
    this.preprocess = preprocess;
    this.decoder = decoder;
  }

  /**
   * A decoder for one thread.
   *
   * @throws MissingEnvironmentException {@code image.fastdecode} when pixels are wanted that only
   *     libjpeg-turbo gives, and it is missing
   */
  public static SampleDecoder open(Preprocess preprocess) {
    FileDecoder decoder = FileDecoder.open();
    if (preprocess.fastDecode() && !decoder.reduces()) {
      throw new MissingEnvironmentException(
          "image.fastdecode",
          "fast decoding needs libjpeg-turbo; install it (trtcal doctor says how) or decode in"
              + " full");
    }
    return new SampleDecoder(preprocess, decoder);
  }

  /**
   * Makes a sample of a file.
   *
   * @param target memory to write to, in the machine's byte order
   * @param offset bytes into {@code target} where the sample begins; any alignment
   * @return what is odd about the image, as {@link DecodedImage#caveat()}
   * @throws InvalidInputException {@code image.missing} or {@code image.unreadable} when the file
   *     cannot be read, {@code image.size} when it is too large, and as {@link
   *     ImageDecoder#decode}; the message does not name the file
   */
  public Optional<String> decode(Path path, MemorySegment target, long offset) {
    return decode(read(path), target, offset);
  }

  /**
   * Makes a sample of a file's bytes.
   *
   * @param bytes heap or native memory; read only, not kept
   * @see #decode(Path, MemorySegment, long)
   */
  public Optional<String> decode(MemorySegment bytes, MemorySegment target, long offset) {
    prepare(bytes, own);
    write(own, target, offset);
    return own.caveat();
  }

  /**
   * The first half of {@link #decode}: all but normalising, where it is not known yet which memory
   * the sample goes to.
   *
   * @param bytes heap or native memory; read only, not kept
   * @param canvas where the image goes; void when this throws
   * @return the pixels as they were decoded, valid until the next call
   */
  public Pixels prepare(MemorySegment bytes, Canvas canvas) {
    Orientation orientation = preprocess.orients() ? Orientation.of(bytes) : Orientation.NORMAL;
    DecodedImage decoded = decoder.decode(bytes, reduction(orientation));
    Pixels image = orientation.apply(decoded.pixels());
    Drawing drawing = preprocess.drawing();
    Placement placement = drawing.place(image);
    byte[] samples =
        canvas.clear(drawing.canvas(placement), drawing.channels(image), decoded.caveat());
    drawing.draw(image, placement, resampler, samples);
    return decoded.pixels();
  }

  /**
   * The second half of {@link #decode}.
   *
   * @param canvas what a decoder of the same preprocessing prepared
   */
  public void write(Canvas canvas, MemorySegment target, long offset) {
    preprocess.write(canvas.samples(), canvas.size(), canvas.channels(), target, offset, row);
  }

  private Reduction reduction(Orientation orientation) {
    if (!preprocess.fastDecode()) {
      return Reduction.NONE;
    }
    Drawing drawing = preprocess.drawing();
    return orientation.swapsSides()
        ? (across, down) -> drawing.divisor(down, across)
        : drawing::divisor;
  }

  private MemorySegment read(Path path) {
    try (FileChannel channel = FileChannel.open(path)) {
      long length = channel.size();
      if (length > MAX_FILE_BYTES) {
        throw new InvalidInputException(
            "image.size", "is longer than " + MAX_FILE_BYTES + " bytes");
      }
      MemorySegment memory = file.atLeast(Math.max(1, length));
      ByteBuffer buffer = file.buffer().clear().limit((int) length);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until the end, or the length that the file had.
      }
      return memory.asSlice(0, buffer.position());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("image.missing", "does not exist", e);
    } catch (AccessDeniedException e) {
      throw new InvalidInputException("image.unreadable", "no permission to read it", e);
    } catch (IOException e) {
      throw new InvalidInputException("image.unreadable", "cannot be read (" + e + ")", e);
    }
  }

  @Override
  public void close() {
    decoder.close();
    file.close();
  }
}
