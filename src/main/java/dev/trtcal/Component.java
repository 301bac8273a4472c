package dev.trtcal;

import java.util.List;

/**
 * A library, driver or device that an engine needs, as it is on this machine.
 *
 * @param name what it is called, such as {@code CUDA driver}
 * @param status whether it can be used
 * @param version its version in words, or empty when it cannot tell
 * @param path the file it was loaded from, or empty
 * @param advice when it cannot be used: what is wrong and what mends it, in one line; else empty,
 *     or what may become a hindrance
 * @param tried when it is missing: every place looked at
 */
public record Component(
    String name, Status status, String version, String path, String advice, List<String> tried) {
  /** Whether a component can be used. */
  public enum Status {
    /** Found, loaded, and of a version that fits. */
    OK,
    /** Nowhere to be found. */
    MISSING,
    /** There, but refused: it does not load, or its version does not fit. */
    BROKEN
  }

  public Component {
    tried = List.copyOf(tried);
  }

  /** A component that can be used. */
  public static Component ok(String name, String version, String path) {
    return new Component(name, Status.OK, version, path, "", List.of());
  }

  /** The same, with a word on what may become a hindrance. */
  public Component advising(String advice) {
    return new Component(name, status, version, path, advice, tried);
  }

  /** A component that is nowhere to be found. */
  public static Component missing(String name, String advice, List<String> tried) {
    return new Component(name, Status.MISSING, "", "", advice, tried);
  }

  /** A component that is there and cannot be used. */
  public static Component broken(String name, String version, String path, String advice) {
    return new Component(name, Status.BROKEN, version, path, advice, List.of());
  }
}
