package dev.trtcal.spark;

import dev.trtcal.dataset.ImageEntry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Images in a row, cut from a data set where a batch begins: what one task measures.
 *
 * @param number of the block, from 0
 * @param images in the data's order
 * @param contents the images' bytes in the same order, where they come with the rows; else empty
 * @param most images that are to be used
 * @param last whether the data end with it
 */
record Block(int number, List<LakeImage> images, List<byte[]> contents, int most, boolean last)
    implements Serializable {

  /** The images, to be read where the block is. */
  List<ImageEntry> entries() {
    List<ImageEntry> entries = new ArrayList<>();
    for (int place = 0; place < images.size(); place++) {
      entries.add(
          contents.isEmpty()
              ? images.get(place)
              : new InMemory(images.get(place), contents.get(place)));
    }
    return entries;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record InMemory(LakeImage image, byte[] bytes) implements ImageEntry {
    @Override
    public String name() {
      return image.name();
    }

    @Override
    public String location() {
      return image.location();
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
