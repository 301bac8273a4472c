package dev.trtcal.demo.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code LoadMain JOBS AT-ONCE}: a service on the loopback, and its callers; prints what came of
 * it, and the process's memory on the way.
 */
public final class LoadMain {
  private static final int LOOKS = 5;

  private LoadMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int jobs = Integer.parseInt(arguments[0]);
    int atOnce = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("trtcal-service");
    try (Service service = new Service(0, folder, 2, Limits.DEFAULT, new Calibrating("cpu", 1))) {
      Load load = new Load(service.port(), Limits.DEFAULT);
      System.out.printf(
          Locale.ROOT, "| jobs | seconds | heap after a collection, MiB | resident, MiB |%n");
      System.out.println("|--:|--:|--:|--:|");
      long start = System.nanoTime();
      for (int look = 1; look <= LOOKS; look++) {
        load.run((look - 1) * (jobs / LOOKS), jobs / LOOKS, atOnce);
        System.out.printf(
            Locale.ROOT,
            "| %d | %.1f | %d | %d |%n",
            look * (jobs / LOOKS),
            (System.nanoTime() - start) / 1e9,
            heap() >> 20,
            resident() >> 20);
      }
      System.out.println();
      load.outcomes().entrySet().stream()
          .map(outcome -> outcome.getValue() + " " + outcome.getKey())
          .sorted()
          .forEach(System.out::println);
      try (var left = Files.list(folder)) {
        System.out.println(left.count() + " jobs' folders left");
      }
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("/proc/self/status says nothing of VmRSS");
  }
}
