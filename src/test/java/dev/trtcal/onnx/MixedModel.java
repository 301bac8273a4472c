package dev.trtcal.onnx;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.NpyWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A network of two inputs of different element types with a free batch: {@code image}, float32 [n,
 * 3, 8, 8], and {@code other}, which is float16 [n, 16], or int64, int32 or bool [n, 4]. Its
 * weights and data are random and the same on every machine.
 */
public final class MixedModel {
  /** Samples in {@link #data}. */
  public static final int SAMPLES = 64;

  private static final int WIDTH = 8;
  private static final int WORDS = 32;

  private final ElementType other;

  public MixedModel(ElementType other) {
    this.other = other;
  }

  /** The inputs, without their batch axis. */
  public List<TensorSpec> samples() {
    long extent = other == ElementType.FLOAT16 ? 16 : 4;
    return List.of(
        new TensorSpec("image", ElementType.FLOAT32, Shape.of(3, 8, 8)),
        new TensorSpec("other", other, Shape.of(extent)));
  }

  /** Writes the model into a folder. */
  public Path write(Path folder) throws IOException {
    Random random = new Random(11);
    TinyModel model = new TinyModel(17);
    model.input("image", -1, 3, 8, 8);
    model.typedInput("other", elementType(), -1, samples().get(1).shape().dim(0));
    weights(model, random, "w", WIDTH, 3, 3, 3);
    model.node("Conv", "/conv", List.of("image", "w"), List.of("conv"));
    model.chain("Relu", "conv", "relu");
    model.chain("GlobalAveragePool", "relu", "pool");
    model.chain("Flatten", "pool", "flat");
    if (other == ElementType.FLOAT16) {
      model.chain("Cast", "other", "cast", "to", 1L);
      weights(model, random, "v", 16, WIDTH);
      model.node("MatMul", "/mul", List.of("cast", "v"), List.of("side"));
    } else if (other == ElementType.BOOL) {
      model.chain("Cast", "other", "cast", "to", 1L);
      weights(model, random, "v", 4, WIDTH);
      model.node("MatMul", "/mul", List.of("cast", "v"), List.of("side"));
    } else {
      weights(model, random, "table", WORDS, WIDTH);
      model.node("Gather", "/gather", List.of("table", "other"), List.of("words"));
      model.chain("ReduceMean", "words", "side", "axes", new long[] {1}, "keepdims", 0L);
    }
    model.node("Add", "/sum", List.of("flat", "side"), List.of("sum"));
    weights(model, random, "u", WIDTH, 5);
    model.node("MatMul", "/head", List.of("sum", "u"), List.of("y"));
    model.typedOutput("y", ElementTypes.FLOAT);
    return Files.write(folder.resolve("mixed_" + name() + ".onnx"), model.bytes());
  }

  private String name() {
    return other.name().toLowerCase(java.util.Locale.ROOT);
  }

  private int elementType() {
    return switch (other) {
      case FLOAT16 -> ElementTypes.FLOAT16;
      case INT64 -> ElementTypes.INT64;
      case INT32 -> ElementTypes.INT32;
      case BOOL -> ElementTypes.BOOL;
      default -> throw new IllegalArgumentException(other.name());
    };
  }

  private static void weights(TinyModel model, Random random, String name, int... shape) {
    int elements = 1;
    for (int extent : shape) {
      elements *= extent;
    }
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.nextGaussian() * 0.2f;
    }
    model.floats(name, java.util.Arrays.stream(shape).mapToObj(Long::valueOf).toList(), values);
  }

  /** Writes an array for each input into a folder. */
  public Map<String, Path> data(Path folder) {
    Path image = folder.resolve("mixed_image.npy");
    Path side = folder.resolve("mixed_" + name() + ".npy");
    write(image, samples().get(0));
    write(side, samples().get(1));
    return Map.of("image", image, "other", side);
  }

  private static void write(Path file, TensorSpec sample) {
    Random random = new Random(5);
    long elements = sample.shape().elements() * SAMPLES;
    try (Arena arena = Arena.ofConfined();
        NpyWriter writer = NpyWriter.create(file, sample)) {
      MemorySegment memory = arena.allocate(elements * sample.type().bytes(), Long.BYTES);
      for (long i = 0; i < elements; i++) {
        double value = random.nextGaussian();
        switch (sample.type()) {
          case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
          case FLOAT16 ->
              memory.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16((float) value));
          case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextInt(WORDS));
          case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt(WORDS));
          default -> memory.set(ValueLayout.JAVA_BYTE, i, (byte) (value > 0 ? 1 : 0));
        }
      }
      writer.append(memory, SAMPLES);
      writer.commit();
    }
  }
}
