package dev.trtcal.cli;

import dev.trtcal.TensorSpec;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Images as the network sees them, for contact sheets. */
final class Pictures {
  private Pictures() {}

  /**
   * Some images of a set after preprocessing, with scale, mean and std taken back.
   *
   * @param names of images that can be read, in the order wanted; may be empty
   */
  static List<Pixels> of(ImageSet images, List<String> names, Preprocess preprocess) {
    List<Pixels> pictures = new ArrayList<>();
    if (names.isEmpty()) {
      return pictures;
    }
    Map<String, Integer> places = new HashMap<>();
    for (ImageEntry entry : images.entries()) {
      places.put(entry.name(), places.size());
    }
    ImageSet some = images.subset(names.stream().map(places::get).toList());
    try (ImageSource source = ImageSource.of(some, preprocess).open();
        Arena arena = Arena.ofShared()) {
      TensorSpec sample = source.samples().get(0);
      MemorySegment buffer = arena.allocate(sample.bytes(), Long.BYTES);
      while (source.fill(Map.of(sample.name(), buffer), 1) == 1) {
        pictures.add(preprocess.pixels(buffer, 0));
      }
    }
    return pictures;
  }
}
