package dev.trtcal.cache;

import static dev.trtcal.cache.Problems.CALIBRATE_AGAIN;

import dev.trtcal.Algorithm;
import dev.trtcal.cache.CacheProblem.Kind;
import dev.trtcal.cache.CacheProblem.Severity;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A cache's lines and header, of which nothing else need be known.
 *
 * @param algorithm expected, if one is
 * @param algorithmId likewise, whatever its numbers
 * @param tensorRt that is to use it
 */
record TextCheck(
    CalibrationCache cache,
    Optional<Algorithm> algorithm,
    Optional<String> algorithmId,
    OptionalInt tensorRt,
    Problems problems) {
  void run() {
    checkLines();
    checkHeader();
  }

  private void checkLines() {
    for (CalibrationCache.Problem problem : cache.problems()) {
      if (problem.line() > 1) {
        problems.add(
            Kind.LINE,
            "line " + problem.line() + " is " + problem.detail(),
            "TensorRT skips it or gives up silently; " + CALIBRATE_AGAIN);
      }
    }
    if (!cache.endsWithLineBreak()) {
      problems.add(
          Kind.TRUNCATED,
          "the last line is not ended, so its scale may have lost digits",
          CALIBRATE_AGAIN + " or fetch the whole file");
    }
    if (cache.entries().isEmpty()) {
      problems.add(Kind.TRUNCATED, "there is a header and no tensor", CALIBRATE_AGAIN);
    }
    for (String name : CacheDiff.repeated(cache)) {
      problems.add(
          Kind.DUPLICATE,
          name,
          "its name stands more than once, and TensorRT does not say which line it takes",
          "delete all lines but one");
    }
  }

  private void checkHeader() {
    CacheHeader header = cache.header();
    if (header.algorithm().isEmpty()) {
      problems.add(
          Kind.ALGORITHM,
          "the header '" + header.text() + "' is of no calibrator known here",
          "TensorRT would calibrate again in every build; " + CALIBRATE_AGAIN);
    } else if (!isExpected(header.algorithm().get())) {
      problems.add(
          Kind.ALGORITHM,
          "the header '"
              + header.text()
              + "' is another calibrator's than the expected "
              + algorithm.map(kind -> kind.id() + "'s, '" + wanted(kind) + "'").orElse("")
              + algorithmId.orElse(""),
          "TensorRT would calibrate again in every build; " + CALIBRATE_AGAIN);
    }
    if (header.tensorRtVersion().isPresent()) {
      checkVersion(header.tensorRtVersion().getAsInt());
    }
  }

  private boolean isExpected(Algorithm own) {
    return algorithm.map(own::equals).orElse(true)
        && algorithmId.map(own.id()::equals).orElse(true);
  }

  private String wanted(Algorithm kind) {
    int version = cache.header().tensorRtVersion().orElse(CacheHeader.REFERENCE_VERSION);
    return CacheHeader.of(kind, tensorRt.orElse(version)).text();
  }

  private void checkVersion(int made) {
    if (tensorRt.isEmpty() || made == tensorRt.getAsInt()) {
      return;
    }
    boolean sameMajor = CacheHeader.major(made) == CacheHeader.major(tensorRt.getAsInt());
    String detail =
        "it was made by TensorRT "
            + CacheHeader.versionName(made)
            + " and is to be used by "
            + CacheHeader.versionName(tensorRt.getAsInt());
    problems.add(
        Kind.VERSION,
        sameMajor ? Severity.WARNING : Severity.PROBLEM,
        Optional.empty(),
        detail,
        sameMajor
            ? "TensorRT takes it silently, and it is likely to be right"
            : "TensorRT takes it silently; " + CALIBRATE_AGAIN + " with the version that builds");
  }
}
