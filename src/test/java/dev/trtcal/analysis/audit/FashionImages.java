package dev.trtcal.analysis.audit;

import dev.trtcal.BatchSource;
import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/**
 * Images of 28x28 grey pixels with their classes, as Fashion-MNIST has them.
 *
 * @param pixels of each image, 784
 * @param labels class of each image
 */
public record FashionImages(List<byte[]> pixels, List<Integer> labels) {
  static final int SIDE = 28;

  /** Reads an IDX file of images and one of labels, as Fashion-MNIST is distributed. */
  public static FashionImages read(Path folder, String part, int count) {
    List<byte[]> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    try (DataInputStream images = open(folder.resolve(part + "-images-idx3-ubyte.gz"));
        DataInputStream classes = open(folder.resolve(part + "-labels-idx1-ubyte.gz"))) {
      images.skipNBytes(16);
      classes.skipNBytes(8);
      for (int i = 0; i < count; i++) {
        pixels.add(images.readNBytes(SIDE * SIDE));
        labels.add(classes.readUnsignedByte());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FashionImages(pixels, labels);
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
  }

  int size() {
    return pixels.size();
  }

  public FashionImages first(int count) {
    return new FashionImages(pixels.subList(0, count), labels.subList(0, count));
  }

  FashionImages chosen(int... indices) {
    List<byte[]> some = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (int index : indices) {
      some.add(pixels.get(index));
      classes.add(labels.get(index));
    }
    return new FashionImages(some, classes);
  }

  /** The first images of one class. */
  public FashionImages ofClass(int label, int count) {
    int[] indices =
        IntStream.range(0, size()).filter(i -> labels.get(i) == label).limit(count).toArray();
    return chosen(indices);
  }

  /** Each pixel times a factor. */
  public FashionImages darkened(double factor) {
    List<byte[]> dark = new ArrayList<>();
    for (byte[] image : pixels) {
      byte[] copy = image.clone();
      for (int i = 0; i < copy.length; i++) {
        copy[i] = (byte) Math.round((copy[i] & 0xff) * factor);
      }
      dark.add(copy);
    }
    return new FashionImages(dark, labels);
  }

  /** As many images whose second half repeats the first. */
  FashionImages halfDuplicated() {
    List<byte[]> doubled = new ArrayList<>(pixels.subList(0, size() / 2));
    doubled.addAll(pixels.subList(0, size() / 2));
    return new FashionImages(doubled, labels);
  }

  /** Uniform noise. */
  static FashionImages noise(int count) {
    Random random = new Random(7);
    List<byte[]> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] image = new byte[SIDE * SIDE];
      random.nextBytes(image);
      pixels.add(image);
      labels.add(0);
    }
    return new FashionImages(pixels, labels);
  }

  /** Writes each image as a PNG file, named so that their order stays. */
  void writeTo(Path folder) throws IOException {
    for (int i = 0; i < size(); i++) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      picture.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels.get(i));
      String name = String.format(Locale.ROOT, "%05d.png", i);
      ImageIO.write(picture, "png", folder.resolve(name).toFile());
    }
  }

  /** The images, normalised as the reference networks were trained. */
  public BatchSource source() {
    return new Source(pixels);
  }

  private static final class Source implements BatchSource {
    private final List<byte[]> pixels;
    private int next;

    Source(List<byte[]> pixels) {
      this.pixels = pixels;
    }

    @Override
    public List<TensorSpec> samples() {
      return List.of(new TensorSpec("", ElementType.FLOAT32, Shape.of(1, SIDE, SIDE)));
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.of(pixels.size());
    }

    @Override
    public int fill(Map<String, MemorySegment> buffers, int capacity) {
      int n = Math.min(capacity, pixels.size() - next);
      MemorySegment target = buffers.values().iterator().next();
      for (int i = 0; i < n; i++) {
        byte[] image = pixels.get(next + i);
        for (int p = 0; p < image.length; p++) {
          float value = ((image[p] & 0xff) / 255f - 0.2860f) / 0.3530f;
          target.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * image.length + p, value);
        }
      }
      next += n;
      return n;
    }

    @Override
    public void rewind() {
      next = 0;
    }
  }
}
