package dev.trtcal.report;

import dev.trtcal.BatchSource;
import dev.trtcal.Component;
import dev.trtcal.ContentHash;
import dev.trtcal.DataDescription;
import dev.trtcal.NetworkRunner;
import dev.trtcal.Trtcal;
import dev.trtcal.report.Section.Fact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** What a page was made from, so that it can be made again: files with their hashes, versions. */
public final class Provenance {
  private Provenance() {}

  /** Of a file: its name, without its folder, and its hash. */
  public static List<Fact> file(String what, Path file) {
    return List.of(
        new Fact(what, String.valueOf(file.getFileName())),
        new Fact(what + "'s SHA-256", ContentHash.ofFile(file)));
  }

  /** Of the data that a source reads; empty where it cannot tell. */
  public static List<Fact> data(BatchSource source) {
    return source.description().map(Provenance::data).orElse(List.of());
  }

  /** Of data that were described. */
  public static List<Fact> data(DataDescription data) {
    return List.of(
        new Fact(
            "data", data.files() + (data.files() == 1 ? " file of " : " files of ") + data.kind()),
        new Fact("data's SHA-256", data.sha256()),
        new Fact("preprocessing", data.preprocessing()));
  }

  /** Of this program and what it runs on. */
  public static Fact versions() {
    List<String> versions = new ArrayList<>();
    versions.add("trtcal " + Trtcal.version());
    versions.add("Java " + Runtime.version());
    for (NetworkRunner runner : ServiceLoader.load(NetworkRunner.class)) {
      versions.add(
          runner.components().stream()
              .filter(component -> component.status() == Component.Status.OK)
              .map(component -> component.name() + " " + component.version())
              .collect(Collectors.joining(", ")));
    }
    return new Fact("versions", String.join(", ", versions));
  }
}
