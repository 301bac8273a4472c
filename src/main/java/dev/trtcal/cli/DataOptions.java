package dev.trtcal.cli;

import dev.trtcal.BatchSource;
import dev.trtcal.InvalidInputException;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import dev.trtcal.analysis.Labels;
import dev.trtcal.dataset.ImageChoice;
import dev.trtcal.dataset.ImageSet;
import dev.trtcal.dataset.ImageSource;
import dev.trtcal.dataset.JoinedSource;
import dev.trtcal.dataset.NpySource;
import dev.trtcal.image.Preprocess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that reads data; opens the source they describe. */
final class DataOptions {
  @Option(
      names = "--images",
      paramLabel = "DIR|ZIP|TAR",
      description =
          "Images (JPEG, PNG, BMP, WebP) of a folder with its sub-folders, or of a .zip, .tar,"
              + " .tar.gz archive, in the order of their names.")
  private String images;

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description =
          "Images that a text file names, one a line, in its order: names in --images where that is"
              + " given, else paths from the list's own folder.")
  private Path list;

  @Option(
      names = "--tensors",
      paramLabel = "[NAME=]PATH",
      description =
          "A .npy file [samples, ...], a .npz file's array of the input's name, or a folder of .npy"
              + " files, as the network takes it; once an input.")
  private List<String> tensors = List.of();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples a batch (default: the network's; 32 where it is dynamic).")
  private Integer batch;

  @Mixin private ChoiceOptions choice;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads (default: one a core); the result does not depend on it.")
  private Integer threads;

  @Mixin private ImageOptions pictures;

  /** Whether the user names any data. */
  boolean given() {
    return givenImages() || !tensors.isEmpty();
  }

  /** The folder of images. */
  Path folder() {
    if (images == null) {
      throw new UsageException(
          "data.folder", "labels by folder need --images DIR with a folder for each class");
    }
    return Path.of(images);
  }

  /** True classes as a user names them: a file, or the word for one folder a class. */
  Labels labels(String text) {
    return text.equals("folders") ? Labels.folders(folder()) : Labels.read(Path.of(text));
  }

  OptionalInt batch() {
    return batch == null ? OptionalInt.empty() : OptionalInt.of(batch);
  }

  OptionalInt threads() {
    return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
  }

  /**
   * Opens the data for a network.
   *
   * @param inputs the network's inputs, batch axis first
   */
  BatchSource open(List<TensorSpec> inputs) {
    if (!given()) {
      throw new UsageException(
          "data.none", "no data to calibrate with: give --images DIR or --tensors FILE.npy");
    }
    if (givenImages() && !tensors.isEmpty()) {
      return openBoth(inputs);
    }
    return givenImages() ? openImages(inputs, true) : openTensors(inputs);
  }

  /**
   * Images for the input that no tensors are named for; sample by sample, so none may be left out.
   */
  private BatchSource openBoth(List<TensorSpec> inputs) {
    Set<String> fed = paths().keySet();
    List<TensorSpec> others = inputs.stream().filter(input -> !fed.contains(input.name())).toList();
    if (others.size() != 1 || others.size() + fed.size() != inputs.size()) {
      throw new UsageException(
          "data.inputs",
          "--images with --tensors: the images feed the one input that no --tensors NAME=FILE"
              + " names; here "
              + fed
              + " are named, the network's inputs are "
              + inputs);
    }
    choice.refuseMaxBadOfPairs();
    List<BatchSource> parts = new ArrayList<>();
    try {
      parts.add(openTensors(inputs));
      parts.add(openImages(others, false));
      JoinedSource joined = JoinedSource.of(parts);
      parts.clear();
      return joined;
    } finally {
      parts.forEach(BatchSource::close);
    }
  }

  private boolean givenImages() {
    return images != null || list != null;
  }

  /** Whether the data are images rather than tensors. */
  boolean images() {
    return givenImages() && tensors.isEmpty();
  }

  /**
   * Refuses {@code --max-bad} where it would do nothing.
   *
   * @param why the command does not take it
   */
  void refuseMaxBad(String why) {
    choice.refuseMaxBad(why);
  }

  /** The images that the options name and choose, in order; to be closed by the caller. */
  ImageSet chosenImages() {
    return choice.of(imageSet());
  }

  /** How an image becomes a sample of the network. */
  Preprocess imagePreprocess(List<TensorSpec> inputs) {
    return pictures.preprocess(inputs);
  }

  /**
   * Where Spark is to look for images: a path of any Hadoop file system, not yet resolved.
   *
   * @throws UsageException {@code spark.data} when the options name other data
   */
  String lake() {
    if (images == null || list != null || !tensors.isEmpty()) {
      throw new UsageException(
          "spark.data", "--spark reads --images alone: no --list, no --tensors");
    }
    return images;
  }

  /** Which of the images are used. */
  ImageChoice choice() {
    return choice.choice();
  }

  OptionalInt maxBad() {
    return choice.maxBad();
  }

  /** The images that the options name; to be closed by the caller. */
  private ImageSet imageSet() {
    if (images == null) {
      return ImageSet.ofList(list);
    }
    ImageSet all = ImageSet.of(Path.of(images));
    try {
      return list == null ? all : all.chosenBy(list);
    } catch (InvalidInputException e) {
      all.close();
      throw e;
    }
  }

  private BatchSource openTensors(List<TensorSpec> inputs) {
    NpySource.Builder source = NpySource.of(paths()).network(inputs);
    choice.apply(source, givenImages());
    return source.open();
  }

  /** The files by the inputs that they feed. */
  private Map<String, Path> paths() {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (String tensor : tensors) {
      int equals = tensor.indexOf('=');
      String name = equals < 0 ? "" : tensor.substring(0, equals);
      if (paths.put(name, Path.of(tensor.substring(equals + 1))) != null) {
        throw new UsageException(
            "data.options",
            "--tensors " + tensor + ": the input is fed twice; name each input once, as NAME=FILE");
      }
    }
    return paths;
  }

  /**
   * Opens images for no network in particular, or for one.
   *
   * @param inputs the network's inputs, batch axis first; without one the options must say it all
   */
  ImageSource openPictures(Optional<List<TensorSpec>> inputs) {
    if (!givenImages() || !tensors.isEmpty()) {
      throw new UsageException("data.none", "no images: give --images DIR or --list FILE");
    }
    return openImages(inputs.orElseGet(() -> List.of(pictures.anyInput())), true);
  }

  /**
   * @param alone whether no other source must keep step, so that unreadable images may be left out
   */
  private ImageSource openImages(List<TensorSpec> inputs, boolean alone) {
    ImageSource.Builder source =
        ImageSource.of(imageSet(), pictures.preprocess(inputs)).closingImages();
    choice.apply(source);
    if (threads != null) {
      source.threads(threads);
    }
    if (alone) {
      return source.open();
    }
    return source.maxBad(0).input(inputs.get(0).name()).open();
  }
}
