package dev.trtcal.ffi.shim;

import dev.trtcal.Component;
import dev.trtcal.ffi.SystemLibraryPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernels that libnvinfer loads when it builds: {@code libnvinfer_builder_resource.so.10.6.0}
 * for every GPU, or, in later releases, one library a GPU generation ({@code …_sm90.so.10.15.1})
 * and one of PTX. Without the GPU's own, creating a builder fails.
 */
public final class BuilderResource {
  private static final String NAME = "TensorRT builder resource";

  /** In names: kernels that are compiled for the GPU when they are loaded. */
  private static final String PTX = "ptx";

  private BuilderResource() {}

  /**
   * Whether the resource of a GPU is there; never throws.
   *
   * @param nvinfer the library that will look for it
   * @param version as {@code 10.6.0}
   * @param capability the GPU's compute capability, 90 for 9.0; empty where there is no GPU
   */
  public static Component component(Path nvinfer, String version, OptionalInt capability) {
    try {
      return component(folders(nvinfer), version, capability);
    } catch (IOException | UncheckedIOException e) {
      return Component.ok(NAME, "", "").advising("could not be looked for: " + e.getMessage());
    }
  }

  static Component component(List<Path> folders, String version, OptionalInt capability)
      throws IOException {
    Pattern form =
        Pattern.compile(
            "libnvinfer_builder_resource(?:_(sm[0-9]+|ptx))?\\.so\\." + Pattern.quote(version));
    Set<String> kinds = new TreeSet<>();
    Optional<Path> found = Optional.empty();
    for (Path folder : folders) {
      for (Path file : files(folder)) {
        Matcher name = form.matcher(file.getFileName().toString());
        if (name.matches()) {
          kinds.add(name.group(1) == null ? "" : name.group(1));
          found = found.isPresent() ? found : Optional.of(folder);
        }
      }
    }
    if (found.isEmpty()) {
      return Component.ok(NAME, "", "")
          .advising(
              "none of "
                  + version
                  + " lies beside libnvinfer or on the library path; if creating a builder fails,"
                  + " install libnvinfer_builder_resource of that version");
    }
    String path = found.get().toString();
    if (kinds.contains("")) {
      return Component.ok(NAME, "every GPU generation of " + version, path);
    }
    String there = String.join(" ", kinds);
    if (capability.isEmpty()) {
      return Component.ok(NAME, there, path);
    }
    return forGpu(kinds, there, path, version, capability.getAsInt());
  }

  private static Component forGpu(
      Set<String> kinds, String there, String path, String version, int capability) {
    if (kinds.contains("sm" + capability)) {
      return Component.ok(NAME, "sm" + capability + " of " + version, path);
    }
    boolean sibling =
        kinds.stream()
            .filter(kind -> !kind.equals(PTX))
            .mapToInt(kind -> Integer.parseInt(kind.substring(2)))
            .anyMatch(known -> known / 10 == capability / 10 && known <= capability);
    if (sibling) {
      return Component.ok(NAME, there, path)
          .advising(
              "no library of its own for this GPU's sm"
                  + capability
                  + ", but one of its generation: whether TensorRT builds with it shows when it"
                  + " builds");
    }
    return Component.broken(
        NAME,
        there,
        path,
        "no builder resource for this GPU: libnvinfer_builder_resource_sm"
            + capability
            + ".so."
            + version
            + " is not there"
            + (kinds.equals(Set.of(PTX)) ? " (a package of PTX alone cannot build here)" : "")
            + ", so creating a builder fails; install the full TensorRT package, or a release whose"
            + " resource covers every GPU, such as 10.6");
  }

  private static List<Path> folders(Path nvinfer) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    folders.add(nvinfer.toAbsolutePath().getParent());
    folders.add(nvinfer.toRealPath().getParent());
    folders.addAll(SystemLibraryPath.folders());
    return new ArrayList<>(folders);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
