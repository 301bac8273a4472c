package dev.trtcal.readme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.readme.DocumentedCommands.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README and docs name is there. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern SCRIPT = Pattern.compile("(?:bash|python3) ([\\w./-]+\\.(?:sh|py))");
  private static final Pattern TEST = Pattern.compile("-Dtest='?([\\w,]+)");
  private static final Pattern PROFILE = Pattern.compile(" -P([a-z]+)");
  private static final Pattern EXECUTION = Pattern.compile("exec:exec@([\\w-]+)");
  private static final Pattern CLASS = Pattern.compile("(?:^| )(dev\\.trtcal\\.[\\w.]*[A-Z]\\w*)");
  private static final Pattern CODE = Pattern.compile("\"([a-z]+)\\.[a-z-]+\",");

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    int seen = 0;
    for (Path document : DocumentedCommands.documents()) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        seen++;
        if (!Files.exists(document.toAbsolutePath().resolveSibling(links.group(1)))) {
          broken.add(document + ": " + links.group(1));
        }
      }
    }
    assertTrue(broken.isEmpty(), broken::toString);
    assertTrue(seen > 40, "links: " + seen);
  }

  @Test
  void everyOtherCommandNamesScriptsTestsAndProfilesThatThereAre() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<String> sources = sources();
    List<String> missing = new ArrayList<>();
    List<Line> lines =
        DocumentedCommands.startingWith("mvn ", "bash ", "python3 ", "java ", "JAVA_HOME=");
    for (Line line : lines) {
      Path home = line.document().startsWith("native") ? Path.of("native") : Path.of("");
      for (String script : found(SCRIPT, line)) {
        need(Files.exists(home.resolve(script)), line, script, missing);
      }
      for (String tests : found(TEST, line)) {
        for (String test : tests.split(",")) {
          need(
              sources.stream().anyMatch(s -> s.endsWith("/" + test + ".java")),
              line,
              test,
              missing);
        }
      }
      for (String name : found(PROFILE, line)) {
        need(pom.contains("<profile>\n      <id>" + name + "</id>"), line, name, missing);
      }
      for (String name : found(EXECUTION, line)) {
        need(pom.contains("<id>" + name + "</id>"), line, name, missing);
      }
      for (String name : found(CLASS, line)) {
        String file = "/java/" + name.replace('.', '/') + ".java";
        need(sources.stream().anyMatch(s -> s.endsWith(file)), line, name, missing);
      }
    }
    assertTrue(missing.isEmpty(), missing::toString);
    assertTrue(lines.size() >= 20, lines::toString);
  }

  @Test
  void everyKindOfFailureHasItsCure() throws IOException {
    String cures = Files.readString(Path.of("docs/errors.md"));
    Set<String> kinds = new TreeSet<>();
    for (String source : sources()) {
      if (source.startsWith("src/main/")) {
        String code = Files.readString(Path.of(source));
        Matcher thrown = Pattern.compile("Exception\\(\\s*" + CODE).matcher(code);
        while (thrown.find()) {
          kinds.add(thrown.group(1));
        }
      }
    }
    kinds.removeIf(kind -> cures.contains("`" + kind + ".`"));
    assertTrue(kinds.isEmpty(), "docs/errors.md says nothing of " + kinds);
  }

  private static List<String> found(Pattern pattern, Line line) {
    return pattern.matcher(line.text()).results().map(match -> match.group(1)).toList();
  }

  private static void need(boolean there, Line line, String what, List<String> missing) {
    if (!there) {
      missing.add(line.document() + ":" + line.line() + ": " + what);
    }
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
  }
}
