package dev.trtcal.analysis.audit;

import dev.trtcal.InvalidInputException;
import dev.trtcal.ProgressListener;
import dev.trtcal.SkippedInput;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.image.ImageDecoder;
import dev.trtcal.image.SampleDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads every image of a set once and keeps what it is like: about 2 KiB an image. Decoded images
 * are held one a thread.
 */
public final class ImageSurvey {
  private static final int MAX_FILE_BYTES = (int) SampleDecoder.MAX_FILE_BYTES;

  private final List<ImageFacts> facts;
  private final List<SkippedInput> unreadable;
  private final List<Integer> readable;
  private final List<String> caveats;

  private ImageSurvey(
      List<ImageFacts> facts,
      List<SkippedInput> unreadable,
      List<Integer> readable,
      List<String> caveats) {
    this.facts = List.copyOf(facts);
    this.unreadable = List.copyOf(unreadable);
    this.readable = List.copyOf(readable);
    this.caveats = List.copyOf(caveats);
  }

  private record Outcome(ImageFacts facts, String problem, String caveat) {}

  /**
   * Reads a set.
   *
   * @param threads at least 1; the result does not depend on it
   * @throws InvalidInputException {@code images.none} when not one can be read
   */
  public static ImageSurvey of(ImageSet set, int threads, ProgressListener progress) {
    List<ImageEntry> entries = set.entries();
    Outcome[] outcomes = new Outcome[entries.size()];
    AtomicInteger done = new AtomicInteger();
    progress.progress("looking at images", 0, entries.size());
    Parallel.forEach(
        entries.size(),
        threads,
        i -> {
          outcomes[i] = read(i, entries.get(i));
          synchronized (done) {
            progress.progress("looking at images", done.incrementAndGet(), entries.size());
          }
        });
    List<ImageFacts> facts = new ArrayList<>();
    List<SkippedInput> unreadable = new ArrayList<>();
    List<Integer> readable = new ArrayList<>();
    List<String> caveats = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      Outcome outcome = outcomes[i];
      if (outcome.facts() == null) {
        unreadable.add(new SkippedInput(entries.get(i).name(), outcome.problem()));
        continue;
      }
      facts.add(outcome.facts());
      readable.add(i);
      if (outcome.caveat() != null) {
        caveats.add(entries.get(i).name() + ": " + outcome.caveat());
      }
    }
    if (facts.isEmpty()) {
      throw new InvalidInputException(
          "images.none",
          set.description()
              + ": not one of "
              + entries.size()
              + " images can be read; the first: "
              + unreadable.get(0).file()
              + ": "
              + unreadable.get(0).reason());
    }
    return new ImageSurvey(facts, unreadable, readable, caveats);
  }

  private static Outcome read(int number, ImageEntry entry) {
    try (InputStream in = entry.open();
        ImageDecoder decoder = ImageDecoder.open()) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        return new Outcome(null, "is longer than " + MAX_FILE_BYTES + " bytes", null);
      }
      MemorySegment file = MemorySegment.ofArray(bytes);
      var image = decoder.decode(file);
      return new Outcome(
          ImageFacts.of(
              entry.name(),
              entry.topFolder(),
              Fingerprint.of(number, file, image.pixels()),
              image.pixels()),
          null,
          image.caveat().orElse(null));
    } catch (IOException e) {
      return new Outcome(null, "cannot be read (" + e + ")", null);
    } catch (InvalidInputException e) {
      return new Outcome(null, e.getMessage(), null);
    }
  }

  /** Files that cannot be read, with the reason. */
  public List<SkippedInput> unreadable() {
    return unreadable;
  }

  /** Indices in the set of those that can. */
  public List<Integer> readable() {
    return readable;
  }

  /** What duplicates of those that can be read are found by, in order. */
  public List<Fingerprint> prints() {
    return facts.stream().map(ImageFacts::print).toList();
  }

  List<ImageFacts> facts() {
    return facts;
  }

  /** What is odd about how an image was read, one line each. */
  List<String> caveats() {
    return caveats;
  }
}
