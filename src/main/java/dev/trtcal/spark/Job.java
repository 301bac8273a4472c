package dev.trtcal.spark;

import dev.trtcal.Algorithm;
import dev.trtcal.Calibration;
import dev.trtcal.ShapeRange;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every task of a job is told; broadcast once.
 *
 * @param model the network's files
 * @param preprocessing its canonical line
 * @param algorithm whose statistics are wanted
 * @param beforeFusion whether it measures before fusion whatever the algorithm
 * @param batch samples a batch; 0 where the network or the default decides
 * @param shapes by input
 * @param work folder in which the results of blocks stay; empty where none do
 * @param files settings of the Hadoop file systems
 */
record Job(
    ModelFiles model,
    String preprocessing,
    Algorithm algorithm,
    boolean beforeFusion,
    int batch,
    Map<String, ShapeRange> shapes,
    String work,
    Map<String, String> files)
    implements Serializable {

  static Job of(
      Calibration calibration, String preprocessing, String work, Map<String, String> files) {
    return new Job(
        ModelFiles.read(calibration.model()),
        preprocessing,
        calibration.algorithm(),
        calibration.buildOptions().beforeFusion(),
        calibration.batchSize().orElse(0),
        new TreeMap<>(calibration.shapes()),
        work,
        files);
  }

  /** Everything but the images that decides what is counted of a block. */
  String settings() {
    return network() + " " + preprocessing + " " + batch + " " + shapes;
  }

  /** Jobs that share an open network have the same. */
  String network() {
    return model.sha256() + " " + algorithm + " " + beforeFusion;
  }
}
