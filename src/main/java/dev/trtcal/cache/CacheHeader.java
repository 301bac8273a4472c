package dev.trtcal.cache;

import dev.trtcal.Algorithm;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a calibration cache: which calibrator made it, and for all but Legacy which
 * TensorRT.
 *
 * <p>MinMax, Entropy and Entropy2 write {@code TRT-100600-MinMaxCalibration}; Legacy writes {@code
 * 0 CUTOFF QUANTILE}, the bits of both doubles in hexadecimal, and no version.
 *
 * @param text the line as it stands in the file, without its line break
 * @param algorithm the calibrator; empty when the line names one that is not known here
 * @param tensorRtVersion what {@code getInferLibVersion} answered, such as 100600; empty for Legacy
 */
public record CacheHeader(String text, Optional<Algorithm> algorithm, OptionalInt tensorRtVersion) {
  /** The TensorRT whose rules and names this library follows where there is no TensorRT. */
  public static final int REFERENCE_VERSION = 100600;

  private static final Pattern NAMED = Pattern.compile("TRT-([0-9]{1,9})-(\\S+)");
  private static final Pattern LEGACY =
      Pattern.compile("0 ([0-9a-fA-F]{1,16}) ([0-9a-fA-F]{1,16})");

  public CacheHeader {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(tensorRtVersion, "tensorRtVersion");
  }

  /**
   * The header that TensorRT writes.
   *
   * @param tensorRtVersion such as 100600 for 10.6.0; not written for Legacy
   */
  public static CacheHeader of(Algorithm algorithm, int tensorRtVersion) {
    if (algorithm instanceof Algorithm.Legacy legacy) {
      String text = "0 " + bits(legacy.cutoff()) + " " + bits(legacy.quantile());
      return new CacheHeader(text, Optional.of(algorithm), OptionalInt.empty());
    }
    return new CacheHeader(
        "TRT-" + tensorRtVersion + "-" + kind(algorithm),
        Optional.of(algorithm),
        OptionalInt.of(tensorRtVersion));
  }

  /** The header in this line, or nothing when no calibrator of TensorRT writes such a line. */
  static Optional<CacheHeader> parse(String line) {
    Matcher named = NAMED.matcher(line.stripTrailing());
    if (named.matches()) {
      int version = Integer.parseInt(named.group(1));
      return Optional.of(new CacheHeader(line, algorithm(named.group(2)), OptionalInt.of(version)));
    }
    Matcher legacy = LEGACY.matcher(line.stripTrailing());
    if (legacy.matches()) {
      double cutoff = number(legacy.group(1));
      double quantile = number(legacy.group(2));
      return Optional.of(new CacheHeader(line, legacyOf(quantile, cutoff), OptionalInt.empty()));
    }
    return Optional.empty();
  }

  /**
   * The version as people write it, such as {@code 10.6.0}; empty for Legacy. Up to TensorRT 9 the
   * number is major·1000 + minor·100 + patch, from 10 on major·10000 + minor·100 + patch.
   */
  public Optional<String> versionName() {
    if (tensorRtVersion.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(versionName(tensorRtVersion.getAsInt()));
  }

  /** A version as people write it: {@link #versionName()}. */
  static String versionName(int version) {
    return version < 10_000
        ? version / 1000 + "." + version / 100 % 10 + "." + version % 100
        : version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
  }

  /** A version as getInferLibVersion tells it: the reverse of {@link #versionName()}. */
  public static int version(int major, int minor, int patch) {
    return (major < 10 ? major * 1000 : major * 10_000) + minor * 100 + patch;
  }

  static int major(int version) {
    return version < 10_000 ? version / 1000 : version / 10_000;
  }

  private static String kind(Algorithm algorithm) {
    if (algorithm instanceof Algorithm.MinMax || !algorithm.isTensorRts()) {
      return "MinMaxCalibration";
    }
    return algorithm instanceof Algorithm.Entropy2 ? "EntropyCalibration2" : "EntropyCalibration";
  }

  private static Optional<Algorithm> algorithm(String kind) {
    return switch (kind) {
      case "MinMaxCalibration" -> Optional.of(Algorithm.minMax());
      case "EntropyCalibration2" -> Optional.of(Algorithm.entropy2());
      case "EntropyCalibration" -> Optional.of(Algorithm.entropy());
      default -> Optional.empty();
    };
  }

  private static Optional<Algorithm> legacyOf(double quantile, double cutoff) {
    boolean sensible = quantile >= 0 && quantile <= 1 && cutoff >= 0 && cutoff <= 1;
    return sensible ? Optional.of(Algorithm.legacy(quantile, cutoff)) : Optional.empty();
  }

  private static String bits(double value) {
    return Long.toHexString(Double.doubleToRawLongBits(value));
  }

  private static double number(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
