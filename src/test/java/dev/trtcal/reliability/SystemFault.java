package dev.trtcal.reliability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.JavaChild;
import dev.trtcal.cli.Main;
import dev.trtcal.tensorrt.Standin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Faults of the system, each in a process of its own. */
enum SystemFault {
  /** A file system of 64 KiB without a byte left. */
  DISK_FULL("disk.full", "size=64k", "cat /dev/zero > filler"),
  /** One with room for the cache and not for the plan. */
  DISK_FULL_LATER("disk.full.later", "size=64k,nr_inodes=3", "true"),
  DISK_READ_ONLY("disk.readonly", "size=64k", "mount -o remount,ro ."),
  CUDART_SYMBOL("cudart.symbol", "", ""),
  CUDART_MISSING("cudart.missing", "", "");

  private static final String LISTED = "left:";

  private final String row;
  private final String mount;
  private final String prepare;

  SystemFault(String row, String mount, String prepare) {
    this.row = row;
    this.mount = mount;
    this.prepare = prepare;
  }

  /** How a command ended. */
  record Ended(int exitCode, String lastLine, String left) {}

  String row() {
    return row;
  }

  static Stream<SystemFault> here() {
    return Stream.of(values());
  }

  Ended run(FaultedRun run) throws IOException, InterruptedException {
    JavaChild child =
        JavaChild.of(Main.class).with("--enable-native-access=ALL-UNNAMED").with(Standin.options());
    if (this == CUDART_SYMBOL) {
      child.with("-Dtrtcal.cudart=" + System.getProperty("trtcal.nvinfer"));
    } else if (this == CUDART_MISSING) {
      child.with("-Dtrtcal.cudart=/nowhere/libcudart.so.13");
    } else {
      child.inside(fileSystem(run.out()));
    }
    JavaChild.Ended ended = child.run(run.arguments(run.out(), 2));
    List<String> lines = ended.output().lines().toList();
    String error = lines.stream().filter(line -> line.startsWith("error: ")).findFirst().orElse("");
    String left =
        mount.isEmpty()
            ? run.left()
            : FaultedRun.words(
                lines.subList(lines.indexOf(LISTED) + 1, lines.size()).stream()
                    .filter(name -> !name.equals("filler")));
    return new Ended(ended.exitCode(), error, left);
  }

  /**
   * A shell that mounts a file system on the folder, seen by its child alone, then runs the command
   * it is given and shows what that left.
   */
  private List<String> fileSystem(Path folder) throws IOException, InterruptedException {
    String mounted = "mount -t tmpfs -o " + mount + " none '" + folder + "' && cd '" + folder + "'";
    Process probe =
        new ProcessBuilder("unshare", "--map-root-user", "--mount", "sh", "-c", mounted).start();
    assertTrue(probe.waitFor(1, TimeUnit.MINUTES));
    Assumptions.assumeTrue(
        probe.exitValue() == 0, "no file system can be mounted here without being root");
    return List.of(
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        mounted
            + " && { "
            + prepare
            + " 2>/dev/null; cd - >/dev/null; \"$0\" \"$@\"; code=$?; echo "
            + LISTED
            + "; ls -A '"
            + folder
            + "'; exit $code; }");
  }
}
