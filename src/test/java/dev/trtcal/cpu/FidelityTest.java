package dev.trtcal.cpu;

import static dev.trtcal.cpu.Golden.FASHION_DATA;
import static dev.trtcal.cpu.Golden.FOLDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Algorithm;
import dev.trtcal.BuildOptions;
import dev.trtcal.Evidence;
import dev.trtcal.TensorRange;
import dev.trtcal.cpu.Golden.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CPU engine against caches that TensorRT itself wrote. */
class FidelityTest {
  private static final Logger log = LoggerFactory.getLogger(FidelityTest.class);

  @ParameterizedTest
  @CsvSource({
    "fashion_resnet/model_batch32.onnx, fashion_resnet",
    "fashion_mobile/model_batch32.onnx, fashion_mobile",
    "../../../demo/fashion_resnet.onnx, fashion_resnet"
  })
  void writesTensorRtsNamesInItsOrderAndItsMinMaxScales(String model, String golden) {
    Comparison comparison =
        fashion(model, Algorithm.minMax(), BuildOptions.DEFAULT, golden + "/minmax.cache");
    assertSameTensors(comparison);
    assertTrue(comparison.shareWithin(1e-5) >= 0.99, comparison::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "fashion_resnet/model_batch32.onnx, entropy2",
    "fashion_resnet/model_batch32.onnx, entropy_before",
    "../../../demo/fashion_resnet.onnx, entropy2"
  })
  void writesTensorRtsEntropyScales(String model, String golden) {
    Algorithm algorithm = golden.equals("entropy2") ? Algorithm.entropy2() : Algorithm.entropy();
    Comparison comparison =
        fashion(model, algorithm, Golden.BEFORE_FUSION, "fashion_resnet/" + golden + ".cache");
    assertSameTensors(comparison);
    // One tensor in thirty may sit on a near tie, which another CPU's rounding decides otherwise.
    assertTrue(comparison.within(1e-5) >= 26, comparison::toString);
  }

  @Test
  void writesTensorRtsEntropyCacheAfterFusion() {
    Comparison comparison =
        fashion(
            "fashion_resnet/model_batch32.onnx",
            Algorithm.entropy(),
            BuildOptions.DEFAULT,
            "fashion_resnet/entropy.cache");
    assertSameTensors(comparison);
    assertTrue(comparison.within(1e-5) >= 11, comparison::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"entropy", "legacy"})
  void writesTensorRtsCacheAfterFusionOfAMobileNetwork(String golden) {
    Comparison comparison =
        fashion(
            "fashion_mobile/model_batch32.onnx",
            golden.equals("entropy")
                ? Algorithm.entropy()
                : Algorithm.legacy(Algorithm.DEFAULT_QUANTILE, Algorithm.DEFAULT_CUTOFF),
            BuildOptions.DEFAULT,
            "fashion_mobile/" + golden + ".cache");
    assertSameTensors(comparison);
    assertEquals(38, comparison.deviations().size());
    assertTrue(comparison.within(1e-5) >= 36, comparison::toString);
  }

  @ParameterizedTest
  @CsvSource({"legacy, 0.9999, 1", "legacy_q99, 0.99, 1", "legacy_c50, 0.9999, 0.5"})
  void writesTensorRtsLegacyCaches(String golden, double quantile, double cutoff) {
    Comparison comparison =
        fashion(
            "fashion_resnet/model_batch32.onnx",
            Algorithm.legacy(quantile, cutoff),
            BuildOptions.DEFAULT,
            "fashion_resnet/" + golden + ".cache");
    assertSameTensors(comparison);
    assertEquals(12, comparison.within(2e-5), comparison::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "activations, input=img32",
    "explicit_bn, input=img32",
    "vit, input=img32",
    "two_inputs, image=img32;vector=vec"
  })
  void followsTensorRtThroughOtherFamiliesOfNetworks(String family, String data) {
    Path folder = FOLDER.resolve("families").resolve(family);
    Map<String, Path> inputs = inputs(data);
    Comparison minMax =
        Golden.compare(
            folder.resolve("model.onnx"),
            inputs,
            8,
            Algorithm.minMax(),
            BuildOptions.DEFAULT,
            folder.resolve("minmax.cache"));
    assertEquals(List.of(), minMax.missing());
    assertEquals(List.of(), minMax.foreign());
    assertTrue(minMax.shareWithin(1e-3) >= 0.99, minMax::toString);
    Comparison entropy =
        Golden.compare(
            folder.resolve("model.onnx"),
            inputs,
            8,
            Algorithm.entropy2(),
            BuildOptions.DEFAULT,
            folder.resolve("entropy2.cache"));
    log.info("{}, entropy2: {}", family, entropy);
    assertTrue(entropy.shareWithin(1e-2) >= 0.95, entropy::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "activations, input=img32",
    "densenet, input=img64",
    "shufflenetv2, input=img64",
    "squeezenet, input=img64",
    "yolo_leaky, input=img64"
  })
  void followsTensorRtIntoTheBuffersThatTensorsShareAfterFusion(String family, String data) {
    Path folder = FOLDER.resolve("families").resolve(family);
    for (Algorithm algorithm :
        List.of(
            Algorithm.entropy(),
            Algorithm.legacy(Algorithm.DEFAULT_QUANTILE, Algorithm.DEFAULT_CUTOFF))) {
      Comparison comparison =
          Golden.compare(
              folder.resolve("model.onnx"),
              inputs(data),
              8,
              algorithm,
              BuildOptions.DEFAULT,
              folder.resolve(algorithm.id() + ".cache"));
      assertEquals(List.of(), comparison.missing());
      assertEquals(List.of(), comparison.foreign());
      // Each of these networks has two to six such tensors; one more may sit on a near tie.
      assertTrue(comparison.beyond(1e-2).size() <= 1, comparison::toString);
    }
  }

  @Test
  void tellsWhatWasMeasuredInPlaceOfATensor() {
    var result =
        Golden.calibrate(
            FOLDER.resolve("families/squeezenet/model.onnx"),
            inputs("input=img64"),
            8,
            Algorithm.entropy(),
            BuildOptions.DEFAULT);
    assertEquals(
        Optional.of("the start of /f/f.3/Concat_output_0"),
        measuredOn(result.tensors(), "/f/f.3/r_1/Relu_output_0"));
    assertEquals(Optional.empty(), measuredOn(result.tensors(), "/f/f.3/r_2/Relu_output_0"));
    assertTrue(
        result.notes().stream()
            .anyMatch(
                note ->
                    note.startsWith("TensorRT measures these in a buffer that they share")
                        && note.contains("/f/f.3/r_1/Relu_output_0")),
        () -> String.join("\n", result.notes()));
  }

  private static Optional<String> measuredOn(List<TensorRange> tensors, String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .flatMap(TensorRange::evidence)
        .orElseThrow()
        .measuredOn();
  }

  @Test
  void knowsWhichTensorsSitOnANearTie() {
    var result =
        Golden.calibrate(
            FOLDER.resolve("fashion_resnet/model_batch32.onnx"),
            Map.of("input", FASHION_DATA),
            32,
            Algorithm.entropy2(),
            BuildOptions.DEFAULT);
    assertTrue(
        result.notes().stream()
            .anyMatch(note -> note.contains("near tie") && note.contains("/l/l.2/Add_output_0")),
        () -> String.join("\n", result.notes()));
    Evidence evidence =
        result.tensors().stream()
            .filter(tensor -> tensor.name().equals("/l/l.2/Add_output_0"))
            .findFirst()
            .flatMap(TensorRange::evidence)
            .orElseThrow();
    assertTrue(evidence.runnerUpExcess().orElseThrow() < 1e-3, evidence::toString);
    assertTrue(
        List.of(932, 943).contains(evidence.bin().orElseThrow()), "the two that tie: " + evidence);
  }

  private static Comparison fashion(
      String model, Algorithm algorithm, BuildOptions options, String golden) {
    Comparison comparison =
        Golden.compare(
            FOLDER.resolve(model),
            Map.of("input", FASHION_DATA),
            32,
            algorithm,
            options,
            FOLDER.resolve(golden));
    log.info("{} against {}: {}", model, golden, comparison);
    return comparison;
  }

  private static void assertSameTensors(Comparison comparison) {
    assertEquals(List.of(), comparison.missing());
    assertEquals(List.of(), comparison.foreign());
    assertTrue(comparison.sameOrder(), "the order differs");
  }

  private static Map<String, Path> inputs(String data) {
    Map<String, Path> inputs = new java.util.LinkedHashMap<>();
    for (String entry : data.split(";", -1)) {
      int equals = entry.indexOf('=');
      inputs.put(
          entry.substring(0, equals),
          FOLDER.resolve("families/data/" + entry.substring(equals + 1) + ".npy"));
    }
    return inputs;
  }
}
