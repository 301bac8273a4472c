package dev.trtcal.report;

import dev.trtcal.BatchSource;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.image.ContactSheet;
import dev.trtcal.image.Pixels;
import dev.trtcal.report.Section.Picture;
import java.util.List;
import java.util.Optional;

/** The first samples as pictures, as the network saw them. */
public final class SeenSamples {
  private static final int PICTURES = 24;
  private static final int COLUMNS = 12;

  /** Of a picture on the sheet: two dozen take about a hundred kilobytes. */
  private static final int SIDE = 84;

  private SeenSamples() {}

  /**
   * Draws them; reads the source from its start.
   *
   * @return empty where the samples are no images
   */
  public static Optional<Picture> of(BatchSource source) {
    if (!(source instanceof ImageSource images)) {
      return Optional.empty();
    }
    images.rewind();
    List<Pixels> pictures = images.nextPictures(PICTURES);
    return pictures.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Picture.of(
                "What the network saw",
                "The first "
                    + pictures.size()
                    + " samples after preprocessing, scale, mean and std taken back: "
                    + images.preprocess(),
                "image/jpeg",
                ContactSheet.thumbnails(pictures, COLUMNS, SIDE)));
  }
}
