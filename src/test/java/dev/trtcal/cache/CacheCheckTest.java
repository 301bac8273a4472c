package dev.trtcal.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.cache.CacheProblem.Kind;
import dev.trtcal.cache.CacheProblem.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without a model; what a check finds with one: {@code CheckCommandTest}. */
class CacheCheckTest {
  private static final String HEADER = "TRT-100600-MinMaxCalibration";
  private static final String GOOD = HEADER + "\nx: 3c010204\ny: 3d010204\n";

  @Test
  void findsNothingInAGoodCache() {
    assertEquals(
        List.of(),
        CacheCheck.of(cache(GOOD))
            .algorithm(Algorithm.minMax())
            .tensorRt(100600)
            .inputs(List.of("x"))
            .sidecar(SidecarTest.sidecar(HEADER, cache(GOOD).entries()))
            .data(SidecarTest.data("resize=4x4", "abcdef0123456789"))
            .run());
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "3c01020           | TRUNCATED | ",
        "zz!               | LINE      | ",
        "3c010204!x: 1f800000! | DUPLICATE | x",
        "bc010204!         | NEGATIVE  | y",
        "80000000!         | NEGATIVE  | y",
        "7f800000!         | INFINITE  | y",
        "7fc00000!         | NAN       | y",
        "7fffff!           | DENORMAL  | y",
        "1!                | DENORMAL  | y"
      })
  void findsABadLine(String last, Kind kind, String tensor) {
    CalibrationCache cache = cache(HEADER + "\nx: 3c010204\ny: " + last.replace('!', '\n'));

    List<CacheProblem> problems = CacheCheck.of(cache).run();

    assertEquals(1, problems.size(), problems.toString());
    assertEquals(kind, problems.get(0).kind());
    assertEquals(Optional.ofNullable(tensor), problems.get(0).tensor());
    assertEquals(Severity.PROBLEM, problems.get(0).severity());
  }

  @Test
  void takesTheSmallestNormalScale() {
    assertEquals(List.of(), CacheCheck.of(cache(HEADER + "\nx: 800000\n")).run());
  }

  @Test
  void findsAHeaderAlone() {
    assertEquals(List.of("truncated"), kinds(CacheCheck.of(cache(HEADER + "\n"))));
  }

  @Test
  void findsAnotherCalibratorsHeader() {
    CalibrationCache cache = cache(GOOD);
    assertEquals(List.of("algorithm"), kinds(CacheCheck.of(cache).algorithm(Algorithm.entropy2())));
    assertEquals(List.of("algorithm"), kinds(CacheCheck.of(cache).algorithmId("legacy")));
    assertEquals(
        List.of("algorithm"),
        kinds(CacheCheck.of(cache("TRT-100600-NewCalibration\nx: 3c010204\n"))));
    CalibrationCache legacy = cache("0 3ff0000000000000 3fefff2e48e8a71e\nx: 3c010204\n");
    assertEquals(List.of(), kinds(CacheCheck.of(legacy).algorithmId("legacy")));
    assertEquals(
        List.of("algorithm"), kinds(CacheCheck.of(legacy).algorithm(Algorithm.legacy(0.99, 1))));
  }

  @ParameterizedTest
  @CsvSource({
    "100600, 100600, ", //
    "100900, 100600, WARNING",
    "101501, 100600, WARNING",
    "8601,   100600, PROBLEM",
    "100600, 110200, PROBLEM"
  })
  void judgesAnotherVersionByItsMajorNumber(int made, int building, Severity severity) {
    CalibrationCache cache = cache("TRT-" + made + "-MinMaxCalibration\nx: 3c010204\n");

    List<CacheProblem> problems = CacheCheck.of(cache).tensorRt(building).run();

    assertEquals(
        Optional.ofNullable(severity), problems.stream().map(CacheProblem::severity).findFirst());
    assertTrue(problems.stream().allMatch(problem -> problem.kind() == Kind.VERSION));
  }

  @Test
  void judgesAZeroByWhatIsKnown() {
    CalibrationCache cache = cache(HEADER + "\nx: 0\n");
    assertEquals(Severity.WARNING, zero(CacheCheck.of(cache)).severity());
    assertEquals(
        Severity.PROBLEM,
        zero(CacheCheck.of(cache).alwaysZero(() -> Optional.of(Set.of()))).severity());
    assertEquals(List.of(), CacheCheck.of(cache).alwaysZero(() -> Optional.of(Set.of("x"))).run());
    assertEquals(
        List.of(),
        CacheCheck.of(cache).sidecar(SidecarTest.sidecar(HEADER, cache.entries())).run());
    CacheProblem edited =
        zero(
            CacheCheck.of(cache)
                .sidecar(SidecarTest.sidecar(HEADER, cache(HEADER + "\nx: 3f800000\n").entries())));
    assertEquals(Severity.PROBLEM, edited.severity());
    assertTrue(edited.detail().contains("1.0"), edited.detail());
  }

  @ParameterizedTest
  @CsvSource({"entropy2, sidecar", "percentile, ''", "minmax, ''"})
  void findsASidecarWhoseAlgorithmDoesNotWriteItsHeader(String algorithm, String kind) {
    CalibrationCache cache = cache(GOOD);
    String json = SidecarTest.sidecar(HEADER, cache.entries()).json();
    Sidecar edited =
        SidecarJson.parse(
            json.replace("\"algorithm\": \"minmax\"", "\"algorithm\": \"" + algorithm + "\""),
            Path.of("x"));

    assertEquals(
        kind.isEmpty() ? List.of() : List.of(kind),
        kinds(CacheCheck.of(cache).sidecar(edited).run()));
  }

  @Test
  void findsWhatDoesNotFitTheSidecar() {
    Sidecar sidecar = SidecarTest.sidecar(HEADER, cache(GOOD).entries());
    String edited = HEADER + "\nx: 3c010205\nz: 3d010204\n";

    List<CacheProblem> problems = CacheCheck.of(cache(edited)).sidecar(sidecar).run();

    assertEquals(List.of("sidecar", "missing", "foreign"), kinds(problems));
    assertEquals(Optional.of("x"), problems.get(0).tensor());
    assertEquals(
        List.of("algorithm"),
        kinds(
            CacheCheck.of(cache(GOOD.replace("MinMaxCalibration", "EntropyCalibration2")))
                .sidecar(sidecar)));
    assertEquals(
        List.of("version"),
        kinds(CacheCheck.of(cache(GOOD.replace("100600", "100900"))).sidecar(sidecar)));
    assertEquals(
        List.of("preprocessing"),
        kinds(
            CacheCheck.of(cache(GOOD))
                .sidecar(sidecar)
                .data(SidecarTest.data("resize=5x5", "abcdef0123456789"))));
    assertEquals(
        List.of("data"),
        kinds(
            CacheCheck.of(cache(GOOD))
                .sidecar(sidecar)
                .data(SidecarTest.data("resize=4x4", "ffff"))));
  }

  @Test
  void asksForTheInputsWhereNamesAreNotKnown() {
    CacheCheck check = CacheCheck.of(cache(GOOD)).inputs(List.of("input"));

    List<CacheProblem> problems = check.run();

    assertEquals(List.of("missing"), kinds(problems));
    assertEquals(Optional.of("input"), problems.get(0).tensor());
    assertFalse(check.namesCompared());
  }

  @Test
  void putsProblemsBeforeWarnings() {
    CalibrationCache cache = cache("TRT-100900-MinMaxCalibration\nx: 7f800000\n");

    assertEquals(List.of("infinite", "version"), kinds(CacheCheck.of(cache).tensorRt(100600)));
  }

  private static CacheProblem zero(CacheCheck check) {
    List<CacheProblem> problems = check.run();
    assertEquals(List.of("zero"), kinds(problems));
    return problems.get(0);
  }

  private static List<String> kinds(CacheCheck check) {
    return kinds(check.run());
  }

  private static List<String> kinds(List<CacheProblem> problems) {
    return problems.stream().map(problem -> problem.kind().id()).toList();
  }

  private static CalibrationCache cache(String text) {
    return CalibrationCache.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
