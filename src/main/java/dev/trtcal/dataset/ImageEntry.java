package dev.trtcal.dataset;

import java.io.IOException;
import java.io.InputStream;

/** One image of an {@link ImageSet}, not read yet. Immutable; may be opened from any thread. */
public interface ImageEntry {
  /** Its name in the set, with {@code /} between folders. */
  String name();

  /** Where it lies, for messages: a path, or an archive's path and the name in it. */
  String location();

  /**
   * Starts reading its bytes.
   *
   * @throws IOException when it cannot be read
   */
  InputStream open() throws IOException;

  /** The folder it is in, the part of the name before the first {@code /}; empty when in none. */
  default String topFolder() {
    int slash = name().indexOf('/');
    return slash < 0 ? "" : name().substring(0, slash);
  }
}
