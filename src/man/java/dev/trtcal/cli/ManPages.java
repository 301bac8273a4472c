package dev.trtcal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Makes the man pages from the commands' own help: {@code ManPages FOLDER DATE VERSION} fills
 * FOLDER/man1.
 */
public final class ManPages {
  private ManPages() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path text = Files.createDirectories(folder.resolve("adoc"));
    Path pages = Files.createDirectories(folder.resolve("man1"));
    int code =
        ManPageGenerator.generateManPage(
            text.toFile(), null, new boolean[0], true, specs(args[2]).toArray(CommandSpec[]::new));
    if (code != 0) {
      throw new IllegalStateException("the man pages' text could not be made: " + code);
    }
    try (Asciidoctor asciidoctor = Asciidoctor.Factory.create();
        Stream<Path> files = Files.list(text)) {
      Options options =
          Options.builder()
              .backend("manpage")
              .safe(SafeMode.SAFE)
              .baseDir(folder.toFile())
              .toDir(pages.toFile())
              // Not the day on which the text was made.
              .attributes(Attributes.builder().attribute("docdate", args[1]).build())
              .build();
      for (Path file : files.sorted().toList()) {
        asciidoctor.convertFile(file.toFile(), options);
      }
    }
  }

  /** The commands that the pages begin with; each page tells of those below it. */
  private static List<CommandSpec> specs(String version) {
    CommandLine root = Main.commandLine();
    say(version, root);
    List<CommandSpec> specs = new ArrayList<>();
    specs.add(root.getCommandSpec());
    root.getSubcommands().values().forEach(command -> specs.add(command.getCommandSpec()));
    return specs;
  }

  /** The version, which without the jar's manifest a command and those below it do not know. */
  private static void say(String version, CommandLine command) {
    command.getCommandSpec().versionProvider(() -> new String[] {"trtcal " + version});
    command.getSubcommands().values().forEach(below -> say(version, below));
  }
}
