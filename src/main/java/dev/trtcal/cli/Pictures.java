package dev.trtcal.cli;

import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.Pixels;
import dev.trtcal.image.Preprocess;
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
    if (names.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> places = new HashMap<>();
    for (ImageEntry entry : images.entries()) {
      places.put(entry.name(), places.size());
    }
    ImageSet some = images.subset(names.stream().map(places::get).toList());
    try (ImageSource source = ImageSource.of(some, preprocess).open()) {
      return source.nextPictures(names.size());
    }
  }
}
