package dev.trtcal.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may import whom; docs/architecture.md draws the same picture. */
class ArchitectureTest {
  private static final String ROOT = "dev.trtcal";

  /** Package below the root, and the packages of ours that it may name besides the root. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("", Set.of()),
          Map.entry("algorithm", Set.of()),
          Map.entry("cache", Set.of()),
          Map.entry("onnx", Set.of()),
          Map.entry("onnx.bench", Set.of()),
          Map.entry("image", Set.of("ffi.jpeg")),
          Map.entry("analysis", Set.of("dataset", "onnx")),
          Map.entry("analysis.compare", Set.of("analysis", "algorithm", "onnx")),
          Map.entry("analysis.evaluate", Set.of("analysis", "onnx")),
          Map.entry("analysis.tune", Set.of("analysis", "algorithm", "cache", "onnx")),
          Map.entry("analysis.audit", Set.of("algorithm", "analysis", "dataset", "image", "onnx")),
          Map.entry("report", Set.of("cache", "dataset", "image")),
          Map.entry("doctor", Set.of("image")),
          Map.entry("dataset", Set.of("image")),
          Map.entry("cpu", Set.of("algorithm", "onnx", "cache", "ffi.ort")),
          Map.entry("spark", Set.of("analysis.audit", "cpu", "dataset", "image", "onnx")),
          Map.entry("tensorrt", Set.of("cache", "ffi.shim", "ffi.cuda")),
          Map.entry("ffi", Set.of()),
          Map.entry("ffi.ort", Set.of("ffi", "bindings.ort")),
          Map.entry("ffi.shim", Set.of("ffi", "bindings.shim")),
          Map.entry("ffi.cuda", Set.of("ffi", "bindings.cudart")),
          Map.entry("ffi.jpeg", Set.of("ffi", "bindings.turbojpeg")),
          Map.entry("bindings.ort", Set.of()),
          Map.entry("bindings.shim", Set.of()),
          Map.entry("bindings.turbojpeg", Set.of()),
          Map.entry("bindings.cudart", Set.of()),
          Map.entry(
              "cli",
              Set.of(
                  "algorithm",
                  "analysis",
                  "analysis.compare",
                  "analysis.audit",
                  "analysis.evaluate",
                  "analysis.tune",
                  "cache",
                  "cpu",
                  "dataset",
                  "doctor",
                  "image",
                  "onnx",
                  "onnx.bench",
                  "report",
                  "spark",
                  "tensorrt")));

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
  }

  @Test
  void packagesImportOnlyWhatTheyMay() {
    Map<String, Set<String>> wrong = new TreeMap<>();
    for (JavaClass from : classes) {
      String source = below(from);
      Set<String> allowed = MAY_IMPORT.get(source);
      assertTrue(allowed != null, "the package '" + source + "' is not in the map of this test");
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        if (!to.getPackageName().startsWith(ROOT)) {
          continue;
        }
        String target = below(to);
        if (!target.equals(source) && !target.isEmpty() && !allowed.contains(target)) {
          wrong
              .computeIfAbsent(source + " -> " + target, key -> new TreeSet<>())
              .add(from.getSimpleName());
        }
      }
    }
    assertEquals(Map.of(), wrong);
  }

  @Test
  void pureRulesKnowNothingOfNativeMemory() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".algorithm..", ROOT + ".cache..", ROOT + ".onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(classes);
  }

  @Test
  void eachLibraryOfOthersStaysInItsPlace() {
    onlyIn("picocli..", "cli");
    onlyIn("me.tongfei..", "cli");
    onlyIn("org.apache.spark..", "spark");
    onlyIn("org.apache.hadoop..", "spark");
    onlyIn("scala..", "spark");
    onlyIn("ai.onnx.proto..", "onnx");
    onlyIn("com.google.protobuf..", "onnx");
  }

  @Test
  void onlyTheCommandPrintsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".cli..", ROOT + ".bindings..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
  }

  @Test
  void thereIsNoJni() {
    methods().should().notHaveModifier(JavaModifier.NATIVE).check(classes);
    noClasses().should().callMethod(System.class, "loadLibrary", String.class).check(classes);
    noClasses().should().dependOnClassesThat().resideInAPackage("..onnxruntime..").check(classes);
  }

  @Test
  void theApiThrowsNoThrowable() {
    ArchRuleDefinition.classes()
        .that()
        .resideOutsideOfPackages(ROOT + ".bindings..")
        .should(
            new ArchCondition<JavaClass>("declare no method with Throwable in its throws clause") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                    .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                    .filter(method -> method.getThrowsClause().containsType(Throwable.class))
                    .forEach(
                        method ->
                            events.add(
                                SimpleConditionEvent.violated(method, method.getFullName())));
              }
            })
        .check(classes);
  }

  private static void onlyIn(String library, String place) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + place + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(classes);
  }

  private static String below(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
