package dev.trtcal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Takes the handling of failures out, piece by piece, and runs the tests that are to notice. First
 * all of them run on the code as it is, and must pass.
 *
 * <p>Arguments: the list of mutants; a folder to work in.
 */
final class Mutation {
  /** For the tests of one mutant; all of them together may take longer. */
  private static final int MINUTES = 5;

  private final Path work;
  private final Map<String, String> tests = new TreeMap<>();

  private Mutation(Path work) throws IOException {
    this.work = Files.createDirectories(work);
    Path root = Path.of("src/test/java");
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith("Test.java"))
          .forEach(
              file -> {
                String name = root.relativize(file).toString().replace(".java", "");
                tests.put(
                    file.getFileName().toString().replace(".java", ""), name.replace('/', '.'));
              });
    }
  }

  public static void main(String[] arguments) throws Exception {
    Mutation mutation = new Mutation(Path.of(arguments[1]));
    List<Mutant> mutants = Mutant.read(Path.of(arguments[0]));
    List<String> all =
        mutants.stream().flatMap(mutant -> mutant.tests().stream()).distinct().sorted().toList();
    Map<Mutant, Path> built = new LinkedHashMap<>();
    for (Mutant mutant : mutants) {
      Path folder = Files.createTempDirectory(mutation.work, "mutant");
      built.put(mutant, mutant.isNative() ? shim(mutant, folder) : compiled(mutant, folder));
    }
    if (mutation.run(all, "", List.of(), MINUTES * 6) != 0) {
      throw new IllegalStateException(
          "the tests fail on the code as it is; see last.log in " + arguments[1]);
    }
    Map<String, String> outcomes = new LinkedHashMap<>();
    for (Mutant mutant : mutants) {
      String outcome = mutation.outcome(mutant, built.get(mutant));
      outcomes.put(mutant.what(), outcome);
      System.out.println(outcome + ": " + mutant.what());
    }
    long noticed = outcomes.values().stream().filter("noticed"::equals).count();
    System.out.println(noticed + " of " + mutants.size() + " noticed");
    System.exit(noticed == mutants.size() ? 0 : 1);
  }

  private String outcome(Mutant mutant, Path built) throws Exception {
    int code =
        mutant.isNative()
            ? run(mutant.tests(), "", List.of("-Dtrtcal.shim=" + built), MINUTES)
            : run(mutant.tests(), built + ":", List.of(), MINUTES);
    return code == 0 ? "NOT NOTICED" : "noticed";
  }

  private static Path compiled(Mutant mutant, Path folder) throws IOException {
    Path source = folder.resolve(mutant.source().getFileName());
    Files.writeString(source, mutant.mutated());
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    if (code != 0) {
      throw new IOException(mutant.what() + ": does not compile; mend the list");
    }
    return classes;
  }

  private static Path shim(Mutant mutant, Path folder) throws Exception {
    Path from = Path.of("native/src");
    Path sources = folder.resolve("src");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = sources.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.writeString(
              to, file.equals(mutant.source()) ? mutant.mutated() : Files.readString(file));
        }
      }
    }
    Path library = folder.resolve("libtrtcal.so");
    List<String> command =
        new ArrayList<>(
            List.of("c++", "-std=c++17", "-O0", "-fPIC", "-shared", "-o", library.toString()));
    command.addAll(List.of("-I", "native/include", "-I", sources.toString()));
    try (Stream<Path> files = Files.list(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".cpp")).forEach(command::add);
    }
    command.add("-ldl");
    Process compiler = new ProcessBuilder(command).inheritIO().start();
    if (compiler.waitFor() != 0) {
      throw new IOException(mutant.what() + ": does not compile; mend the list");
    }
    return library;
  }

  /** Runs test classes in a JVM of their own; one that dies or hangs has failed too. */
  private int run(List<String> names, String before, List<String> options, int minutes)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g"));
    for (String property : List.of("trtcal.test.native", "trtcal.shim")) {
      command.add("-D" + property + "=" + System.getProperty(property));
    }
    command.addAll(options);
    command.addAll(List.of("-cp", before + System.getProperty("java.class.path")));
    command.add(RunTests.class.getName());
    command.addAll(names.stream().map(this::qualified).collect(Collectors.toList()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("last.log").toFile())
            .start();
    try {
      return process.waitFor(minutes, TimeUnit.MINUTES) ? process.exitValue() : 1;
    } finally {
      process.destroyForcibly();
    }
  }

  private String qualified(String test) {
    String name = tests.get(test);
    if (name == null) {
      throw new UncheckedIOException(new IOException("there is no test " + test));
    }
    return name;
  }
}
