package dev.trtcal.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that figures were measured on. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Machine() {}

  /** In one line. */
  static String describe() {
    return cpu() + ", " + cores() + " cores, " + system() + ", JDK " + jdk();
  }

  static JsonObject toJson() {
    JsonObject machine = new JsonObject();
    machine.addProperty("cpu", cpu());
    machine.addProperty("cores", cores());
    machine.addProperty("system", system());
    machine.addProperty("jdk", jdk());
    machine.addProperty("trtcal", Version.current());
    return machine;
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  private static String jdk() {
    return Runtime.version().toString();
  }

  /** The processor's name where the system tells it, else its architecture. */
  private static String cpu() {
    String architecture = System.getProperty("os.arch");
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      // Another system than Linux: the architecture is what is known.
      return architecture;
    }
  }
}
