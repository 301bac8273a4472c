package dev.trtcal;

import dev.trtcal.dataset.ListFuzz;
import dev.trtcal.dataset.NpyFuzz;
import dev.trtcal.dataset.NpzFuzz;
import dev.trtcal.dataset.TarFuzz;
import dev.trtcal.dataset.ZipFuzz;
import dev.trtcal.image.ImageDecoderFuzz;
import dev.trtcal.image.SampleDecoderFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one fuzz target by Jazzer, in a JVM of its own whose heap is small: an input that takes more
 * memory, or more than ten seconds, is a finding as an exception is. Corpus, findings and temporary
 * files lie in {@code target/fuzz/NAME}.
 *
 * <p>Arguments: a target's name, and for how many seconds.
 */
public final class Fuzz {
  /** Long enough for several images and archive entries, short enough to be tried often. */
  private static final int MAX_INPUT = 1 << 14;

  private interface Seeds {
    List<byte[]> get() throws IOException;
  }

  private record Target(Class<?> type, Seeds seeds) {}

  private static final Map<String, Target> TARGETS =
      new TreeMap<>(
          Map.of(
              "Npy", new Target(NpyFuzz.class, NpyFuzz::seeds),
              "Npz", new Target(NpzFuzz.class, NpzFuzz::seeds),
              "List", new Target(ListFuzz.class, ListFuzz::seeds),
              "Zip", new Target(ZipFuzz.class, ZipFuzz::seeds),
              "Tar", new Target(TarFuzz.class, TarFuzz::seeds),
              "ImageDecoder", new Target(ImageDecoderFuzz.class, ImageDecoderFuzz::seeds),
              "SampleDecoder", new Target(SampleDecoderFuzz.class, ImageDecoderFuzz::seeds)));

  private Fuzz() {}

  /** See the class. Ends with Jazzer's exit code: not 0 when it found something. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Target target = args.length == 2 ? TARGETS.get(args[0]) : null;
    if (target == null) {
      System.err.println("name a target and seconds; the targets are " + TARGETS.keySet());
      System.exit(2);
      return;
    }
    Path folder = Path.of("target", "fuzz", args[0]);
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    int number = 0;
    for (byte[] seed : target.seeds().get()) {
      Files.write(seeds.resolve("seed" + number++), seed);
    }
    Process jazzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=dev.trtcal.**:com.twelvemonkeys.imageio.**"
                    + ":org.apache.commons.compress.archivers.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + args[1],
                "-max_len=" + MAX_INPUT,
                "-timeout=10",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                corpus.toString(),
                seeds.toString())
            .inheritIO()
            .start();
    System.exit(jazzer.waitFor());
  }
}
