package dev.trtcal.dataset;

import dev.trtcal.WorkFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What an archive holds in a compressed form, unpacked so that it can be read in any order. */
final class Unpacked {
  /** What unpacks to more is refused: unpack it where there is room. */
  private static final long MAX_BYTES = 1L << 36;

  private static final int BUFFER = 1 << 16;

  private Unpacked() {}

  /**
   * Unpacks into a temporary file, whose name is gone when this returns, and the file itself when
   * the channel is closed.
   *
   * @param in gives the unpacked bytes; stays the caller's
   * @param what it is, for messages
   */
  static FileChannel open(InputStream in, String what) throws IOException {
    try (WorkFolder folder = WorkFolder.create()) {
      Path file = folder.path().resolve("unpacked");
      copy(in, what, file);
      return FileChannel.open(file);
    }
  }

  private static void copy(InputStream in, String what, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        if (total > MAX_BYTES) {
          throw new IOException(
              what + " unpacks to more than " + MAX_BYTES + " bytes; unpack it first");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }
  }
}
