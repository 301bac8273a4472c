package dev.trtcal;

import java.util.Objects;

/**
 * What a source reads, so that a later run knows whether it is the same: two sources with equal
 * descriptions hand out the same samples in the same order.
 *
 * @param kind what the files are: {@code images} or {@code tensors}
 * @param preprocessing how a file becomes a sample, in one line that is the same on every machine
 * @param samples samples that are handed out if every file can be read
 * @param files files they come from
 * @param sha256 of the files' names and contents in the order of the samples: {@link
 *     ContentHash#ofFiles}
 */
public record DataDescription(
    String kind, String preprocessing, long samples, long files, String sha256) {
  public DataDescription {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(sha256, "sha256");
  }
}
