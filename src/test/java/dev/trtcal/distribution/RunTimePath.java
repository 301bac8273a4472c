package dev.trtcal.distribution;

import dev.trtcal.JavaChild;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** trtcal's classes and the jars that it needs at run time; none of the tests'. */
final class RunTimePath {
  /** How the jars' names begin. A dependency that is missing here is missed by the consumer. */
  private static final List<String> NEEDED =
      List.of(
          "common-",
          "commons-",
          "error_prone_annotations-",
          "gson-",
          "imageio-",
          "jline-",
          "onnxruntime-",
          "picocli-4",
          "progressbar-",
          "protobuf-java-",
          "slf4j-",
          "tribuo-");

  private RunTimePath() {}

  static List<Path> jars() {
    return entries()
        .filter(path -> NEEDED.stream().anyMatch(path.getFileName().toString()::startsWith))
        .toList();
  }

  static Path classes() {
    return entries()
        .filter(path -> path.getFileName().toString().equals("classes"))
        .findFirst()
        .orElseThrow();
  }

  /** Whether Maven compiled it; a quicker compilation leaves the module out. */
  static boolean isModule() {
    return Files.exists(classes().resolve("module-info.class"));
  }

  static String text() {
    return Stream.concat(Stream.of(classes()), jars().stream())
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<Path> entries() {
    return Stream.of(JavaChild.classPath().split(File.pathSeparator, -1)).map(Path::of);
  }
}
