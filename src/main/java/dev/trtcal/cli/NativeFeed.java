package dev.trtcal.cli;

import dev.trtcal.CalibrationFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that does what {@code bench feed} measures. It prints one number on its last line: the
 * nanoseconds that it took, or with {@code --hash} what its tensors hash to.
 *
 * @param program the executable
 * @param images the folder it is to read
 * @param threads how many threads it is to use
 */
record NativeFeed(Path program, Path images, int threads) {
  String hash() {
    return run("--hash");
  }

  long nanoseconds() {
    String answer = run();
    try {
      return Long.parseLong(answer);
    } catch (NumberFormatException e) {
      throw failed("printed '" + answer + "', which is no time in nanoseconds", e);
    }
  }

  private String run(String... options) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of(images.toString(), String.valueOf(threads)));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw failed("ended with status " + status + ": " + output, null);
      }
      return output.lines().reduce("", (first, last) -> last);
    } catch (IOException e) {
      throw failed("cannot be run (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted", e);
    }
  }

  private CalibrationFailedException failed(String how, Throwable cause) {
    return new CalibrationFailedException("bench.native", program + " " + how, cause);
  }
}
