package dev.trtcal.image;

import dev.trtcal.TrtcalException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Any bytes as an image, by both decoders: it is decoded to as many samples as its size needs, or a
 * {@link TrtcalException} says why not.
 */
public final class ImageDecoderFuzz {
  private static final ImageDecoder BEST = ImageDecoder.open();
  private static final ImageDecoder IMAGE_IO = new ImageIoDecoder();

  private ImageDecoderFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (FuzzedSize.isSmall(input)) {
      decode(BEST, input);
      decode(IMAGE_IO, input);
    }
  }

  private static void decode(ImageDecoder decoder, byte[] input) {
    try {
      Pixels pixels = decoder.decode(MemorySegment.ofArray(input)).pixels();
      long samples = (long) pixels.width() * pixels.height() * pixels.channels();
      if (pixels.samples().byteSize() != samples) {
        throw new AssertionError(pixels.samples().byteSize() + " samples, not " + samples);
      }
    } catch (TrtcalException e) {
      // Refused, as it may be.
    }
  }

  /** Small ones of every format, made from the tests' images or taken from them. */
  public static List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : List.of("photo_420.jpg", "gray8.png", "palette.png", "rgba.png")) {
      byte[] file = TestImages.resource("golden/images/images/" + name);
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(file)).getSubimage(0, 0, 24, 16);
      seeds.add(TestImages.encode(image, "png"));
      if (!image.getColorModel().hasAlpha()) {
        seeds.add(TestImages.encode(image, "bmp"));
        seeds.add(TestImages.encode(image, "jpeg"));
      }
    }
    for (String name : List.of("ycck.jpg", "lossy.webp", "lossless.webp", "alpha.webp")) {
      seeds.add(TestImages.resource("images/" + name));
    }
    return seeds;
  }
}
