package dev.trtcal.spark;

import dev.trtcal.Calibration;
import dev.trtcal.ContentHash;
import dev.trtcal.HistogramRange;
import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import dev.trtcal.cpu.BlockNetwork;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Preprocess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures one block, wherever the task runs. */
final class BlockTask {
  private static final int HASH_BYTES = 32;

  private final Job job;
  private final Block block;
  private final byte[] hashes;

  private BlockTask(Job job, Block block) {
    this.job = job;
    this.block = block;
    hashes = new byte[block.images().size() * HASH_BYTES];
  }

  static BlockResult measure(Job job, Block block) {
    HadoopFiles.configure(job.files());
    return new BlockTask(job, block).measure();
  }

  /** An image whose bytes are hashed as they are read. */
  private final class Hashed implements ImageEntry {
    private final int place;
    private final ImageEntry image;

    Hashed(int place, ImageEntry image) {
      this.place = place;
      this.image = image;
    }

    @Override
    public String name() {
      return image.name();
    }

    @Override
    public String location() {
      return image.location();
    }

    @Override
    public InputStream open() throws IOException {
      byte[] bytes = new byte[0];
      try (InputStream in = image.open()) {
        bytes = in.readAllBytes();
      } finally {
        byte[] hash = HexFormat.of().parseHex(ContentHash.ofBytes(List.of(ByteBuffer.wrap(bytes))));
        System.arraycopy(hash, 0, hashes, place * HASH_BYTES, HASH_BYTES);
      }
      return new ByteArrayInputStream(bytes);
    }
  }

  private BlockResult measure() {
    List<Hashed> images = new ArrayList<>();
    for (ImageEntry image : block.entries()) {
      images.add(new Hashed(images.size(), image));
    }
    ImageSet set = ImageSet.listed("block " + block.number(), images);
    try (ExecutorNetworks.Lease<BlockNetwork> lease =
            ExecutorNetworks.lease(
                job.network(),
                job.model(),
                model -> BlockNetwork.open(model, job.algorithm(), job.beforeFusion()));
        ImageSource source =
            ImageSource.of(set, Preprocess.parse(job.preprocessing()))
                .threads(1)
                .maxImages(block.most())
                .maxBad(images.size())
                .open()) {
      BlockNetwork.Measured measured = measure(lease.network(), source);
      List<BlockResult.Skipped> skipped = skipped(source.skipped());
      return new BlockResult(
          measured.counts(),
          List.of(
              new BlockResult.Facts(
                  block.number(), hashes, skipped, left(skipped, measured.left()))));
    }
  }

  private BlockNetwork.Measured measure(BlockNetwork network, ImageSource source) {
    Calibration.Builder settings =
        Calibration.of(Path.of(job.model().name()), source)
            .histogramRange(HistogramRange.WHOLE_SET)
            .shapes(job.shapes());
    if (job.batch() > 0) {
      settings.batchSize(job.batch());
    }
    try {
      return network.measure(settings.build(), block.last());
    } catch (InvalidInputException e) {
      if (e.code().equals("images.none")) {
        return new BlockNetwork.Measured(network.nothing(), 0);
      }
      throw e;
    }
  }

  private List<BlockResult.Skipped> skipped(List<SkippedInput> named) {
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < block.images().size(); place++) {
      places.put(block.images().get(place).name(), place);
    }
    return named.stream().map(one -> new BlockResult.Skipped(places.get(one.file()), one)).toList();
  }

  /** The last good ones. */
  private List<Integer> left(List<BlockResult.Skipped> skipped, int count) {
    Set<Integer> bad = new HashSet<>();
    skipped.forEach(one -> bad.add(one.place()));
    List<Integer> left = new ArrayList<>();
    for (int place = block.images().size() - 1; place >= 0 && left.size() < count; place--) {
      if (!bad.contains(place)) {
        left.add(0, place);
      }
    }
    return left;
  }
}
