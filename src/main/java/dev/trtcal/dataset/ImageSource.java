package dev.trtcal.dataset;

import dev.trtcal.BatchSource;
import dev.trtcal.CalibrationFailedException;
import dev.trtcal.DataDescription;
import dev.trtcal.InvalidInputException;
import dev.trtcal.SkippedInput;
import dev.trtcal.TensorSpec;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Samples from images: one a picture, in the order of their set or in one that a seed decides.
 *
 * <pre>{@code
 * try (ImageSource source = ImageSource.of(folder, preprocess).maxImages(512).open()) { ... }
 * }</pre>
 *
 * <p>Files that cannot be used are left out, listed by {@link #skipped()}, and the next good one
 * takes the place; with more of them than allowed, {@link #fill} fails.
 *
 * <p>Threads of its own read, decode and resize ahead of {@link #fill}, and write the samples
 * straight to its buffers; neither the values nor their order depend on how many. Memory: {@link
 * #AHEAD_BYTES} of decoded images or two a thread, whichever is more, and for each thread what it
 * takes to decode one image. All methods are for one thread at a time, but {@link #close} may come
 * from any: it ends a {@link #fill} that is waiting.
 */
public final class ImageSource implements BatchSource {
  /** Decoded images that may wait to be handed out, in bytes. */
  public static final long AHEAD_BYTES = 64L << 20;

  /** The order that {@link Builder#shuffle} makes where no seed is given. */
  public static final long DEFAULT_SEED = 0;

  static final int MOST_AHEAD = 256;

  private final ImageSet set;
  private final boolean closesSet;
  private final Preprocess preprocess;
  private final TensorSpec sample;
  private final Candidates candidates;
  private final DecodeAhead decoding;
  private final long sampleBytes;
  private boolean broken;
  private DataDescription description;
  private volatile boolean closed;

  private ImageSource(Builder builder, ImageSet set, boolean closesSet) {
    this.set = set;
    this.closesSet = closesSet;
    preprocess = builder.preprocess;
    sample = preprocess.sample(builder.input);
    int limit = builder.choice.limit(set);
    candidates =
        new Candidates(
            builder.choice.candidates(set),
            limit,
            new BadImages(set.description(), limit, builder.maxBad.orElse(BadImages.most(limit))));
    sampleBytes = sample.bytes();
    int threads = builder.threads.orElse(Runtime.getRuntime().availableProcessors());
    long fitting = AHEAD_BYTES / Math.max(1, sample.shape().elements());
    long ahead = Math.max(2L * threads, Math.min(fitting, MOST_AHEAD));
    decoding = new DecodeAhead(preprocess, builder.listener, threads, Math.toIntExact(ahead));
  }

  /**
   * Starts with a folder or an archive, which is closed with the source.
   *
   * @param images what {@link ImageSet#of} takes; listed by {@link Builder#open()}
   * @param preprocess how each image becomes a sample
   */
  public static Builder of(Path images, Preprocess preprocess) {
    Objects.requireNonNull(images, "images");
    return new Builder(() -> ImageSet.of(images), true, preprocess);
  }

  /**
   * Starts with images that were listed before.
   *
   * @param images to be closed by the caller, after the source
   * @param preprocess how each image becomes a sample
   */
  public static Builder of(ImageSet images, Preprocess preprocess) {
    Objects.requireNonNull(images, "images");
    return new Builder(() -> images, false, preprocess);
  }

  /** Collects what a source needs. */
  public static final class Builder {
    private final Supplier<ImageSet> images;
    private boolean closesSet;
    private final Preprocess preprocess;
    private String input = "";
    private DecodedListener listener = (image, file, pixels) -> {};
    private ImageChoice choice = ImageChoice.ALL;
    private OptionalInt threads = OptionalInt.empty();
    private OptionalInt maxBad = OptionalInt.empty();

    private Builder(Supplier<ImageSet> images, boolean closesSet, Preprocess preprocess) {
      this.images = images;
      this.closesSet = closesSet;
      this.preprocess = Objects.requireNonNull(preprocess, "preprocess");
    }

    /** The network's input that the images feed; default: its only one. */
    public Builder input(String name) {
      this.input = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Shows each image as it was decoded to a listener too. */
    public Builder listener(DecodedListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Hands out this many images at most, at least 1: the first of the set, unless there is a seed.
     */
    public Builder maxImages(int images) {
      this.choice = choice.most(atLeast(1, "max-images", images));
      return this;
    }

    /**
     * Chooses the images at random where there are more than wanted; they still come in the set's
     * order. Where {@link ImageSet#hasClasses}, each folder has its share.
     */
    public Builder seed(long seed) {
      this.choice = choice.seed(seed);
      return this;
    }

    /** Leaves it to the source to close the images it was given. */
    public Builder closingImages() {
      this.closesSet = true;
      return this;
    }

    /** Hands the images out in a random order that the seed alone decides. */
    public Builder shuffle(boolean shuffle) {
      this.choice = choice.shuffle(shuffle);
      return this;
    }

    /** Threads that decode, at least 1; default: one per core. */
    public Builder threads(int threads) {
      this.threads = OptionalInt.of(atLeast(1, "threads", threads));
      return this;
    }

    /** Files that may be unusable, at least 0; default: 1 % of the images wanted, at least 1. */
    public Builder maxBad(int files) {
      this.maxBad = OptionalInt.of(atLeast(0, "max-bad", files));
      return this;
    }

    /**
     * Makes the source.
     *
     * @throws InvalidInputException as {@link ImageSet#of}
     */
    public ImageSource open() {
      return new ImageSource(this, images.get(), closesSet);
    }

    private static int atLeast(int least, String option, int value) {
      if (value < least) {
        throw new UsageException(
            option + ".invalid", option + " " + value + ": must be at least " + least);
      }
      return value;
    }
  }

  /** How an image becomes a sample. */
  public Preprocess preprocess() {
    return preprocess;
  }

  @Override
  public List<TensorSpec> samples() {
    return List.of(sample);
  }

  /**
   * The images wanted, or those left where unusable files leave fewer; exact once all have been
   * handed out, before that it may turn out to be less by the files allowed to be unusable.
   */
  @Override
  public OptionalLong count() {
    return OptionalLong.of(candidates.count());
  }

  /**
   * {@inheritDoc}
   *
   * @throws InvalidInputException {@code images.bad} when more files cannot be used than allowed,
   *     {@code images.none} when not one can, {@code images.changed} when one that could be used in
   *     an earlier pass no longer can
   * @throws CalibrationFailedException {@code source.cancelled} when the thread is interrupted or
   *     the source is closed meanwhile
   * @throws IllegalStateException when closed before, or when an earlier call failed and the source
   *     was not rewound
   */
  @Override
  public int fill(Map<String, MemorySegment> buffers, int capacity) {
    if (closed) {
      throw new IllegalStateException("the source is closed");
    }
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    MemorySegment target =
        Objects.requireNonNull(buffers.get(sample.name()), "no buffer for the images");
    if (target.byteSize() / sampleBytes < capacity) {
      throw new IllegalArgumentException(
          target.byteSize() + " bytes for " + capacity + " samples of " + sample);
    }
    candidates.checkBad();
    if (broken) {
      throw new IllegalStateException("an earlier batch was not filled; rewind the source first");
    }
    broken = true;
    int written = 0;
    try {
      while (written < capacity && awaitUsable()) {
        decoding.write(target, written * sampleBytes);
        written++;
      }
      request();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled("reading it was interrupted", e);
    } catch (DecodeAhead.ClosedException e) {
      throw cancelled("was closed while it was being read", e);
    } finally {
      decoding.awaitWrites();
    }
    if (closed) {
      throw cancelled("was closed while it was being read", null);
    }
    broken = false;
    return written;
  }

  /**
   * Hands the next samples out as pictures, scale, mean and std taken back.
   *
   * @return at most so many, none at the end; as {@link Preprocess#pixels} gives them
   * @throws InvalidInputException as {@link #fill}
   */
  public List<Pixels> nextPictures(int most) {
    List<Pixels> pictures = new ArrayList<>();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate(Math.multiplyExact(sampleBytes, most), Long.BYTES);
      int filled = fill(Map.of(sample.name(), buffer), most);
      for (int i = 0; i < filled; i++) {
        pictures.add(preprocess.pixels(buffer, i * sampleBytes));
      }
    }
    return pictures;
  }

  /** Brings the next usable image to the head; false when there are no more. */
  private boolean awaitUsable() throws InterruptedException, DecodeAhead.ClosedException {
    while (request() || decoding.pending() > 0) {
      DecodedCell head = decoding.head();
      if (head == null) {
        continue;
      }
      rethrow(head.failure());
      if (head.reason().isEmpty()) {
        candidates.accept(head.candidate(), head.caveat());
        return true;
      }
      candidates.reject(head.candidate(), head.reason().get());
      decoding.drop();
    }
    candidates.checkAny();
    return false;
  }

  /**
   * Keeps the threads at work, on no more images than are wanted.
   *
   * @return whether there are more to request, once there is room
   */
  private boolean request() throws DecodeAhead.ClosedException {
    int next = candidates.next(decoding.pending());
    while (next >= 0) {
      if (!decoding.request(next, candidates.get(next))) {
        return true;
      }
      candidates.requested();
      next = candidates.next(decoding.pending());
    }
    return false;
  }

  private void rethrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof TrtcalException exception) {
      throw exception;
    }
    if (failure != null) {
      throw new CalibrationFailedException(
          "source.failed", set.description() + ": decoding failed (" + failure + ")", failure);
    }
  }

  @Override
  public void rewind() {
    try {
      decoding.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled("reading it was interrupted", e);
    }
    candidates.rewind();
    broken = false;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Covers as many files as are wanted, the first in order. One that turns out unusable is among
   * them; the one that takes its place is not. One that cannot be opened counts as empty.
   */
  @Override
  public Optional<DataDescription> description() {
    if (description == null) {
      int wanted = candidates.wanted();
      description =
          new DataDescription(
              "images", preprocess.canonical(), wanted, wanted, candidates.sha256());
    }
    return Optional.of(description);
  }

  @Override
  public List<SkippedInput> skipped() {
    return candidates.skipped();
  }

  /** The image's name in its set. */
  @Override
  public String origin(long sample) {
    return candidates.origin(Math.toIntExact(sample));
  }

  /** Stops the threads and waits until they are gone. */
  @Override
  public void close() {
    closed = true;
    decoding.close();
    if (closesSet) {
      set.close();
    }
  }

  private CalibrationFailedException cancelled(String how, Throwable cause) {
    return new CalibrationFailedException(
        "source.cancelled", set.description() + ": " + how, cause);
  }
}
