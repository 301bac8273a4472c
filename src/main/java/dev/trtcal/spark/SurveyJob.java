package dev.trtcal.spark;

import dev.trtcal.analysis.audit.ActivationSurvey;
import dev.trtcal.analysis.audit.Yardstick;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.image.Preprocess;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What every task of a survey is told; broadcast once.
 *
 * @param batch samples a batch; 0 where the network or the default decides
 * @param yardstick of the set that the images are held against; null where they are held against
 *     none
 * @param files settings of the Hadoop file systems
 */
record SurveyJob(
    ModelFiles model,
    String preprocessing,
    int batch,
    Yardstick yardstick,
    Map<String, String> files)
    implements Serializable {

  static SurveyJob of(
      Lake lake,
      Path model,
      Preprocess preprocess,
      OptionalInt batch,
      Optional<Yardstick> yardstick) {
    return new SurveyJob(
        ModelFiles.read(model),
        preprocess.canonical(),
        batch.orElse(0),
        yardstick.orElse(null),
        HadoopFiles.settings(lake.spark().sparkContext().hadoopConfiguration()));
  }

  Preprocess preprocess() {
    return Preprocess.parse(preprocessing);
  }

  OptionalInt batchSize() {
    return batch == 0 ? OptionalInt.empty() : OptionalInt.of(batch);
  }

  /** What a task finds with the network, which this process opens once. */
  <T> T withNetwork(Function<ActivationSurvey.Opened, T> task) {
    HadoopFiles.configure(files);
    try (ExecutorNetworks.Lease<ActivationSurvey.Opened> lease =
        ExecutorNetworks.lease(
            "survey " + model.sha256(),
            model,
            file -> ActivationSurvey.open(file, OptionalInt.of(1)).opened())) {
      return task.apply(lease.network());
    }
  }

  /** A block as a set. */
  static ImageSet set(Block block) {
    return ImageSet.listed("block " + block.number(), block.entries());
  }
}
