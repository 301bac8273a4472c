package dev.trtcal.dataset;

import dev.trtcal.image.Pixels;
import java.lang.foreign.MemorySegment;

/**
 * Is shown each image of an {@link ImageSource} as it was decoded, before preprocessing: for those
 * who ask more of it than its sample, so that it need not be read again.
 */
@FunctionalInterface
public interface DecodedListener {
  /**
   * Called on the threads that decode, on several at a time, and again when the source is rewound.
   *
   * @param file the image's bytes; valid until this returns
   * @param pixels as stored, reduced where the preprocessing decodes fast; valid until this returns
   */
  void decoded(ImageEntry image, MemorySegment file, Pixels pixels);
}
