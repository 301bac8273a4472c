package dev.trtcal.analysis.tune;

import dev.trtcal.InvalidInputException;
import dev.trtcal.OutputException;
import dev.trtcal.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decisions made so far, in a file, so that a search that was stopped goes on where it was. Text: a
 * heading, the search's fingerprint, then a line for each decision. A file of another search is
 * refused.
 */
final class TuneState {
  private static final String HEADING = "trtcal tune 2";

  private final Optional<Path> file;
  private final String fingerprint;
  private final List<String> decisions = new ArrayList<>();
  private int replayed;

  /**
   * Reads what there is.
   *
   * @param file empty to keep no state
   * @param fingerprint of model, data and settings, one line
   */
  TuneState(Optional<Path> file, String fingerprint) {
    this.file = file;
    this.fingerprint = fingerprint;
    file.filter(Files::exists).ifPresent(this::read);
  }

  private void read(Path path) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw new InvalidInputException(
          "tune.state",
          path + ": cannot be read: " + e.getMessage() + "; remove it to start anew",
          e);
    }
    if (lines.size() < 2 || !lines.get(0).equals(HEADING) || !lines.get(1).equals(fingerprint)) {
      throw new InvalidInputException(
          "tune.state",
          path
              + ": is the state of another search (model, data or settings differ); remove it to"
              + " start anew");
    }
    decisions.addAll(lines.subList(2, lines.size()));
  }

  /** The next decision of the search that was stopped; empty when all were taken. */
  Optional<String> replay() {
    return replayed < decisions.size() ? Optional.of(decisions.get(replayed++)) : Optional.empty();
  }

  /** Keeps a decision; the file is whole at every moment. */
  void decide(String decision) {
    decisions.add(decision);
    replayed = decisions.size();
    file.ifPresent(
        path -> {
          List<String> lines = new ArrayList<>(List.of(HEADING, fingerprint));
          lines.addAll(decisions);
          String text = String.join("\n", lines) + "\n";
          OutputFile.write(path, text.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** The search is done: the state is of no more use. */
  void remove() {
    file.ifPresent(
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException e) {
            throw new OutputException(
                "tune.state", path + ": cannot be removed: " + e.getMessage(), e);
          }
        });
  }
}
