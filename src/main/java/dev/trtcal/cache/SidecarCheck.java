package dev.trtcal.cache;

import static dev.trtcal.cache.Problems.CALIBRATE_AGAIN;

import dev.trtcal.Algorithm;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.cache.CacheProblem.Kind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cache and this run against what the sidecar says that the cache was made from.
 *
 * @param model of this run, if it is known
 * @param data likewise
 * @param problems those of scales are in it already
 */
record SidecarCheck(
    CalibrationCache cache,
    Sidecar known,
    Optional<Path> model,
    Optional<DataDescription> data,
    Problems problems) {
  void run() {
    model
        .filter(file -> !ContentHash.ofFile(file).equals(known.modelSha256()))
        .ifPresent(
            file ->
                problems.add(
                    Kind.MODEL,
                    "the cache was made with another model, " + known.modelName(),
                    CALIBRATE_AGAIN + " with " + file));
    if (data.isPresent() && known.data().isPresent()) {
      checkData(data.get(), known.data().get());
    }
    if (!cache.header().text().equals(known.header())) {
      checkHeader();
    }
    if (!known.isOfItsHeadersAlgorithm()) {
      problems.add(
          Kind.SIDECAR,
          "the sidecar says that it is of "
              + known.algorithm()
              + ", which never writes its header, '"
              + known.header()
              + "'",
          "it was edited; " + CALIBRATE_AGAIN);
    }
    compareScales();
  }

  private void checkHeader() {
    Optional<CacheHeader> original = CacheHeader.parse(known.header());
    boolean sameAlgorithm =
        original.flatMap(CacheHeader::algorithm).equals(cache.header().algorithm());
    problems.add(
        original.isEmpty() ? Kind.SIDECAR : sameAlgorithm ? Kind.VERSION : Kind.ALGORITHM,
        "the cache's header is '"
            + cache.header().text()
            + "', the sidecar's '"
            + known.header()
            + "'",
        "one of them was edited or is another run's; " + CALIBRATE_AGAIN);
  }

  private void checkData(DataDescription own, DataDescription made) {
    if (!own.preprocessing().equals(made.preprocessing())) {
      problems.add(
          Kind.PREPROCESSING,
          "the cache was made with '"
              + made.preprocessing()
              + "', this run has '"
              + own.preprocessing()
              + "'",
          "use the same options, or " + CALIBRATE_AGAIN);
    }
    boolean same =
        own.sha256().equals(made.sha256())
            && own.samples() == made.samples()
            && own.kind().equals(made.kind());
    if (!same) {
      problems.add(
          Kind.DATA,
          "the cache was made with other data: "
              + describe(made)
              + "; this run has "
              + describe(own),
          "use the same files in the same order, or " + CALIBRATE_AGAIN);
    }
  }

  private static String describe(DataDescription data) {
    return data.samples() + " " + data.kind() + " of " + shortened(data.sha256());
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(hash.length(), 12));
  }

  private void compareScales() {
    CalibrationCache original =
        CalibrationCache.of(Algorithm.minMax(), CacheHeader.REFERENCE_VERSION, known.tensors());
    CacheDiff diff = CacheDiff.between(original, cache);
    for (CacheDiff.Tensor tensor : diff.tensors()) {
      if (Float.floatToIntBits(tensor.first()) != Float.floatToIntBits(tensor.second())
          && !problems.tellOf(tensor.name())) {
        problems.add(
            Kind.SIDECAR,
            tensor.name(),
            "the scale is " + tensor.second() + ", the sidecar's " + tensor.first(),
            "one of them was edited or is another run's; " + CALIBRATE_AGAIN);
      }
    }
    for (String name : diff.onlyInFirst()) {
      if (!problems.tellOf(name)) {
        problems.add(
            Kind.MISSING, name, "the sidecar has it, the cache no line for it", CALIBRATE_AGAIN);
      }
    }
    for (String name : diff.onlyInSecond()) {
      if (!problems.tellOf(name)) {
        problems.add(Kind.FOREIGN, name, "the sidecar does not have it", CALIBRATE_AGAIN);
      }
    }
  }
}
