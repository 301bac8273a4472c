package dev.trtcal.onnx;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A tensor that TensorRT calibrates, and where its values are seen.
 *
 * @param name as TensorRT names it
 * @param source where its values come from; tensors that differ in shape only share one
 * @param resultOf index of the tensor whose result TensorRT gives this one instead of its own;
 *     empty for nearly all
 */
public record ObservedTensor(String name, Source source, OptionalInt resultOf) {
  public ObservedTensor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(resultOf, "resultOf");
  }

  /** Where a tensor's values come from. */
  public sealed interface Source {
    /**
     * What the network is fed.
     *
     * @param name of the input; its elements are float32
     */
    record Input(String name) implements Source {}

    /**
     * What the rewritten model computes.
     *
     * @param index of its output; the elements are float32
     */
    record Output(int index) implements Source {}

    /**
     * As many values as a tensor has, from the start of a buffer on that it shares with others:
     * what TensorRT measures in place of the tensor.
     *
     * @param whole what the buffer holds
     * @param part of {@code of} equal parts of each batch of the whole, the first
     * @param label the buffer in words
     */
    record Start(Source whole, long part, long of, String label) implements Source {}

    /**
     * The same values in every batch.
     *
     * @param name of the constant
     * @param values not to be moved or modified
     */
    record Constant(String name, FloatBuffer values) implements Source {
      @Override
      public boolean equals(Object other) {
        return other instanceof Constant constant && constant.name.equals(name);
      }

      @Override
      public int hashCode() {
        return name.hashCode();
      }
    }
  }
}
