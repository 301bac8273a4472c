package dev.trtcal.spark;

import dev.trtcal.ContentHash;
import dev.trtcal.OutputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Results of blocks that outlive a job: a file each, which appears whole or not at all, under a
 * name that says what was measured: the network, the settings, and each image's name, place, length
 * and time of writing.
 */
final class KeptBlocks {
  private static final String SUFFIX = ".block";

  private KeptBlocks() {}

  /** Measures a block, unless its result was kept by an earlier run. */
  static BlockResult measure(Job job, Block block) {
    if (job.work().isEmpty()) {
      return BlockTask.measure(job, block);
    }
    HadoopFiles.configure(job.files());
    Path file = new Path(job.work(), key(job, block) + SUFFIX);
    try {
      FileSystem system = file.getFileSystem(HadoopFiles.configuration());
      BlockResult kept = read(system, file);
      if (kept != null) {
        return renumbered(kept, block.number());
      }
      BlockResult found = BlockTask.measure(job, block);
      write(system, file, found);
      return found;
    } catch (IOException e) {
      throw new OutputException(
          "work.failed", job.work() + ": cannot keep the results of blocks: " + e.getMessage(), e);
    }
  }

  private static BlockResult renumbered(BlockResult kept, int number) {
    BlockResult.Facts facts = kept.facts().get(0);
    return new BlockResult(
        kept.counts(),
        List.of(new BlockResult.Facts(number, facts.hashes(), facts.skipped(), facts.left())));
  }

  private static BlockResult read(FileSystem system, Path file) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(system.open(file))) {
      return (BlockResult) in.readObject();
    } catch (FileNotFoundException e) {
      return null;
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IOException(file + " is no result of a block; empty the folder", e);
    }
  }

  /** Under a name of its own first: two attempts at one task may write at once. */
  private static void write(FileSystem system, Path file, BlockResult found) throws IOException {
    Path temporary = file.suffix("." + UUID.randomUUID());
    try {
      try (ObjectOutputStream out = new ObjectOutputStream(system.create(temporary, true))) {
        out.writeObject(found);
      }
      if (!system.rename(temporary, file) && !system.exists(file)) {
        throw new IOException(file + " cannot be moved into place");
      }
    } finally {
      system.delete(temporary, false);
    }
  }

  private static String key(Job job, Block block) {
    List<ByteBuffer> parts = new ArrayList<>();
    parts.add(bytes(job.settings() + " " + block.most() + " " + block.last() + "\n"));
    for (LakeImage image : block.images()) {
      parts.add(bytes(image.name() + "\n" + image.location() + "\n" + image.stamp() + "\n"));
    }
    block.contents().forEach(content -> parts.add(ByteBuffer.wrap(content)));
    return ContentHash.ofBytes(parts);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
