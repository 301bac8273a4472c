package dev.trtcal.spark;

import dev.trtcal.dataset.ImageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/**
 * An image of a data lake.
 *
 * @param name in its set
 * @param location its path on a Hadoop file system, or where its bytes come from
 * @param stamp what changes when the file does: its length and when it was written
 */
record LakeImage(String name, String location, String stamp) implements ImageEntry, Serializable {
  @Override
  public InputStream open() throws IOException {
    return HadoopFiles.open(location);
  }
}
