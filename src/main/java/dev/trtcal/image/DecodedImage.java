package dev.trtcal.image;

import java.util.Objects;
import java.util.Optional;

/**
 * What a decoder made of a file.
 *
 * @param pixels as stored: EXIF orientation is not applied, colour profiles are ignored, alpha is
 *     dropped, palettes are resolved
 * @param caveat why these pixels are probably not what the user wants, in one sentence that begins
 *     in lower case and does not name the file
 */
public record DecodedImage(Pixels pixels, Optional<String> caveat) {
  public DecodedImage {
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(caveat, "caveat");
  }
}
