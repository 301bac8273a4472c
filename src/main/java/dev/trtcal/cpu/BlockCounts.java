package dev.trtcal.cpu;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network showed on some blocks of the data: statistics of every tensor. Merging is exact
 * and goes in any order; so the blocks may be measured on any machines, again where one failed.
 * Bounded: 16 KiB a tensor, far less when written.
 */
public final class BlockCounts implements Serializable {
  private static final long serialVersionUID = 1;

  private final transient List<TensorCount> tensors;
  private final transient long samples;
  private final transient long batches;

  BlockCounts(List<TensorCount> tensors, long samples, long batches) {
    this.tensors = List.copyOf(tensors);
    this.samples = samples;
    this.batches = batches;
  }

  List<TensorCount> tensors() {
    return tensors;
  }

  /** Samples that the network was fed. */
  public long samples() {
    return samples;
  }

  /** Batches that they came in. */
  public long batches() {
    return batches;
  }

  /** All of both; neither of the two is to be used again. */
  public BlockCounts merged(BlockCounts other) {
    List<TensorCount> all = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      all.add(tensors.get(i).merged(other.tensors.get(i)));
    }
    return new BlockCounts(all, samples + other.samples, batches + other.batches);
  }

  /** Writes them, for {@link #read}. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(samples);
    out.writeLong(batches);
    out.writeInt(tensors.size());
    for (TensorCount tensor : tensors) {
      tensor.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static BlockCounts read(DataInput in) throws IOException {
    long samples = in.readLong();
    long batches = in.readLong();
    int size = in.readInt();
    List<TensorCount> tensors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      tensors.add(TensorCount.read(in));
    }
    return new BlockCounts(tensors, samples, batches);
  }

  private Object writeReplace() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(bytes.toByteArray());
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("counts are read from their written form");
  }

  /** How they travel. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Written(byte[] bytes) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
      try {
        return read(new DataInputStream(new ByteArrayInputStream(bytes)));
      } catch (IOException e) {
        throw new InvalidObjectException("no counts: " + e.getMessage());
      }
    }
  }
}
