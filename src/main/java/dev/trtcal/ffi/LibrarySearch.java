package dev.trtcal.ffi;

import dev.trtcal.Component;
import dev.trtcal.MissingEnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks for one native library: a system property, an environment variable, a resource of a jar,
 * the system's library path, in this order. A property or variable that is set decides alone: a
 * wrong one is an error, not a reason to take another library.
 *
 * @param title what the library is called in messages
 * @param property system property that names the file
 * @param variable environment variable that names the file
 * @param resource the file inside a jar, where there is one
 * @param names file names to look for on the system's library path, the preferred first, with their
 *     version
 * @param advice what brings the library, for the message when it is missing
 */
public record LibrarySearch(
    String title,
    String property,
    String variable,
    Optional<JarLibrary> resource,
    List<String> names,
    String advice) {
  public LibrarySearch {
    names = List.copyOf(names);
  }

  /**
   * Where a library was found, or where it was not.
   *
   * @param path the absolute path, when found
   * @param tried every place looked at before, one a line, with what was wrong there
   */
  public record Found(Optional<Path> path, List<String> tried) {
    public Found {
      tried = List.copyOf(tried);
    }
  }

  /** Looks, and does not load; never throws for a missing library. */
  public Found find() {
    List<String> tried = new ArrayList<>();
    for (Setting setting :
        List.of(
            new Setting("property " + property, System.getProperty(property)),
            new Setting("environment " + variable, System.getenv(variable)))) {
      if (setting.value() != null && !setting.value().isBlank()) {
        Path path = Path.of(setting.value()).toAbsolutePath();
        if (Files.isRegularFile(path)) {
          return new Found(Optional.of(path), tried);
        }
        tried.add(setting.origin() + " = " + path + ": no such file");
        return new Found(Optional.empty(), tried);
      }
      tried.add(setting.origin() + ": not set");
    }
    if (resource.isPresent()) {
      Optional<Path> unpacked = resource.get().unpack(tried);
      if (unpacked.isPresent()) {
        return new Found(unpacked, tried);
      }
    }
    for (String name : names) {
      for (Path folder : SystemLibraryPath.folders()) {
        Path path = folder.resolve(name);
        if (Files.isRegularFile(path)) {
          return new Found(Optional.of(path), tried);
        }
        tried.add(path + ": not there");
      }
    }
    return new Found(Optional.empty(), tried);
  }

  /**
   * Finds the library and loads it for this class loader, whose symbol lookup the bindings use.
   *
   * @return its absolute path
   * @throws MissingEnvironmentException when it is nowhere, listing every place tried; when the
   *     system's loader refuses it, with the loader's own words; or when this JVM lets no native
   *     code be called
   */
  public Path load() {
    NativeAccess.check();
    Found found = find();
    if (found.path().isEmpty()) {
      throw new MissingEnvironmentException("library.missing", missing(found));
    }
    Path path = found.path().get();
    try {
      System.load(path.toString());
    } catch (UnsatisfiedLinkError e) {
      throw new MissingEnvironmentException(
          "library.broken", title + ": " + path + " cannot be loaded: " + e.getMessage(), e);
    }
    return path;
  }

  /**
   * How the library stands on this machine; never throws.
   *
   * @param name what the component is called
   * @param version loads the library and answers its version
   */
  public Component component(String name, Supplier<String> version) {
    String path = "";
    try {
      Found found = find();
      if (found.path().isEmpty()) {
        return Component.missing(name, advice, found.tried());
      }
      path = found.path().get().toString();
      return Component.ok(name, version.get(), path);
    } catch (RuntimeException | LinkageError e) {
      return Component.broken(name, "", path, why(e));
    }
  }

  /** What a failure says of itself; its kind where it says nothing. */
  public static String why(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** One line that says that the library is nowhere, every place tried, and what brings it. */
  public String missing(Found found) {
    return title + ": not found; " + advice + "; looked at " + String.join(", ", found.tried());
  }

  private record Setting(String origin, String value) {}
}
