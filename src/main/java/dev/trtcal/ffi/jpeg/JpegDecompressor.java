package dev.trtcal.ffi.jpeg;

import dev.trtcal.InvalidInputException;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.bindings.turbojpeg.turbojpeg_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Decompresses JPEG files, one after another: the accurate integer transform and smooth upsampling
 * are the library's defaults, which Pillow takes too. For one thread at a time; its owner closes
 * it.
 */
public final class JpegDecompressor implements AutoCloseable {
  /** What a file's samples are handed out as. */
  public enum Format {
    /** One byte a pixel. */
    GRAY(1, turbojpeg_h.TJPF_GRAY()),
    /** Three bytes a pixel. */
    RGB(3, turbojpeg_h.TJPF_RGB()),
    /** Four bytes a pixel, as the file has them: Adobe's are inverted. YCCK becomes this too. */
    CMYK(4, turbojpeg_h.TJPF_CMYK());

    private final int channels;
    private final int code;

    Format(int channels, int code) {
      this.channels = channels;
      this.code = code;
    }

    /** Bytes a pixel. */
    public int channels() {
      return channels;
    }

    private static Format of(int colorSpace) {
      if (colorSpace == turbojpeg_h.TJCS_GRAY()) {
        return GRAY;
      }
      return colorSpace == turbojpeg_h.TJCS_CMYK() || colorSpace == turbojpeg_h.TJCS_YCCK()
          ? CMYK
          : RGB;
    }
  }

  /** JMSG_LENGTH_MAX, the longest message with its terminator. */
  private static final int MAX_TEXT = 200;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment handle;
  private final MemorySegment out = arena.allocate(ValueLayout.JAVA_INT, 4);
  private final MemorySegment heightOut = out.asSlice(4);
  private final MemorySegment samplingOut = out.asSlice(8);
  private final MemorySegment colorOut = out.asSlice(12);
  private boolean closed;

  private JpegDecompressor(MemorySegment handle) {
    this.handle = handle;
  }

  /**
   * A decompressor of its own.
   *
   * {@snippet lang=c :
   * tjhandle tjInitDecompress(void);
   * }
   *
   * @throws MissingEnvironmentException when the library is nowhere or cannot be loaded
   */
  public static JpegDecompressor open() {
    TurboJpeg.load();
    MemorySegment[] handle = new MemorySegment[1];
    TurboJpeg.CALL.run(
        () -> {
          handle[0] = turbojpeg_h.tjInitDecompress();
          return 0;
        });
    if (handle[0].equals(MemorySegment.NULL)) {
      throw new MissingEnvironmentException(
          "turbojpeg.init", "libjpeg-turbo has no memory for a decompressor");
    }
    return new JpegDecompressor(handle[0]);
  }

  /**
   * Reads a file's header; {@link #width()}, {@link #height()} and {@link #format()} then tell of
   * it.
   *
   * {@snippet lang=c :
   * int tjDecompressHeader3(tjhandle handle, const unsigned char* jpegBuf, unsigned long jpegSize,
   *     int* width, int* height, int* jpegSubsamp, int* jpegColorspace);
   * }
   *
   * @param file native memory
   * @return the library's complaint, when it refuses the file or does not know how its colours are
   *     sampled
   */
  public Optional<String> readHeader(MemorySegment file) {
    int status =
        TurboJpeg.CALL.run(
            () ->
                turbojpeg_h.tjDecompressHeader3(
                    handle, file, file.byteSize(), out, heightOut, samplingOut, colorOut));
    return status == 0 || isWarning() ? Optional.empty() : Optional.of(complaint());
  }

  /** Pixels a row, of the header last read. */
  public int width() {
    return out.get(ValueLayout.JAVA_INT, 0);
  }

  /** Rows, of the header last read. */
  public int height() {
    return heightOut.get(ValueLayout.JAVA_INT, 0);
  }

  /** What suits the colours of the header last read. */
  public Format format() {
    return Format.of(colorOut.get(ValueLayout.JAVA_INT, 0));
  }

  /**
   * Decompresses a file.
   *
   * {@snippet lang=c :
   * int tjDecompress2(tjhandle handle, const unsigned char* jpegBuf, unsigned long jpegSize,
   *     unsigned char* dstBuf, int width, int pitch, int height, int pixelFormat, int flags);
   * }
   *
   * @param file native memory
   * @param width the file's own, or a half, fourth or eighth of it, rounded up
   * @param height likewise
   * @param target native memory, shape [height, width, channels]; longer is no harm
   * @return what was wrong, in the library's words, when there are pixels all the same
   * @throws InvalidInputException {@code image.unreadable} when there are none
   */
  public Optional<String> decompress(
      MemorySegment file, int width, int height, Format format, MemorySegment target) {
    int pitch = Math.multiplyExact(width, format.channels());
    if (target.byteSize() < (long) pitch * height) {
      throw new IllegalArgumentException(
          target.byteSize() + " bytes for an image of " + (long) pitch * height);
    }
    int status =
        TurboJpeg.CALL.run(
            () ->
                turbojpeg_h.tjDecompress2(
                    handle,
                    file,
                    file.byteSize(),
                    target,
                    width,
                    pitch,
                    height,
                    format.code,
                    turbojpeg_h.TJFLAG_LIMITSCANS()));
    if (status == 0) {
      return Optional.empty();
    }
    if (isWarning()) {
      return Optional.of(complaint());
    }
    throw new InvalidInputException(
        "image.unreadable", "cannot be decoded as JPEG (" + complaint() + ")");
  }

  /**
   * Whether the last call went through all the same.
   *
   * {@snippet lang=c :
   * int tjGetErrorCode(tjhandle handle);
   * }
   */
  private boolean isWarning() {
    return TurboJpeg.CALL.run(() -> turbojpeg_h.tjGetErrorCode(handle))
        == turbojpeg_h.TJERR_WARNING();
  }

  /**
   * What was wrong in the last call; the text is the library's own memory.
   *
   * {@snippet lang=c :
   * char* tjGetErrorStr2(tjhandle handle);
   * }
   */
  private String complaint() {
    String text = turbojpeg_h.tjGetErrorStr2(handle).reinterpret(MAX_TEXT).getString(0);
    return text.lines().findFirst().orElse("no reason given");
  }

  /**
   * Frees the decompressor; a second call does nothing.
   *
   * {@snippet lang=c :
   * int tjDestroy(tjhandle handle);
   * }
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      TurboJpeg.CALL.run(() -> turbojpeg_h.tjDestroy(handle));
      arena.close();
    }
  }
}
