package dev.trtcal.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.InvalidInputException;
import dev.trtcal.cache.CalibrationCache;
import dev.trtcal.tensorrt.Standin;
import dev.trtcal.tensorrt.TestModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's script does what it says, on the stand-in. */
class ClassicScriptStandinTest {
  private static final int SAMPLES = 70;

  @TempDir private Path folder;
  private Standin standin;
  private Path data;
  private Path cache;
  private Path plan;

  @BeforeEach
  void prepare() throws IOException {
    standin = Standin.use();
    data = Files.write(folder.resolve("data.npy"), samples());
    cache = folder.resolve("model.cache");
    plan = folder.resolve("model.plan");
  }

  @AfterEach
  void givesEverythingBack() {
    standin.leave();
  }

  /** Shape [70, 3, 4], all elements of sample i equal to i. */
  private static byte[] samples() {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + SAMPLES + ", 3, 4), }";
    header += " ".repeat(128 - 10 - 1 - header.length()) + "\n";
    ByteBuffer file = ByteBuffer.allocate(128 + SAMPLES * 48).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) 118);
    file.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int i = 0; i < 12; i++) {
        file.putFloat(sample);
      }
    }
    return file.array();
  }

  private void run(byte[] model) {
    ClassicScript.main(
        new String[] {
          TestModels.save(folder, model).toString(),
          data.toString(),
          cache.toString(),
          plan.toString()
        });
  }

  @Test
  void calibratesAndSavesCacheAndPlan() throws IOException {
    run(TestModels.oneInput(32));
    CalibrationCache written = CalibrationCache.parse(cache);
    assertEquals("TRT-100600-EntropyCalibration2", written.header().text());
    assertEquals(63f / 127, written.entries().get(0).scale(), "two full batches: samples 0 to 63");
    assertTrue(Files.size(plan) > 0);
    assertEquals(2, standin.count("batches"));
  }

  @Test
  void usesTheCacheTheNextTime() throws IOException {
    run(TestModels.oneInput(32));
    byte[] first = Files.readAllBytes(cache);
    run(TestModels.oneInput(32));
    assertEquals(2, standin.count("batches"), "those of the first run");
    assertEquals(List.of(), difference(first, Files.readAllBytes(cache)));
  }

  private static List<String> difference(byte[] first, byte[] second) {
    List<String> left = new String(first, StandardCharsets.UTF_8).lines().toList();
    List<String> right = new String(second, StandardCharsets.UTF_8).lines().toList();
    return left.equals(right) ? List.of() : right;
  }

  @Test
  void listsWhatTheParserCannotRead() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> run(TestModels.unknownOperators()));
    assertTrue(thrown.getMessage().contains("Wibble"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("Wobble"), thrown.getMessage());
    assertFalse(Files.exists(plan));
  }

  @Test
  void leavesNoFileWhenTheDataBreakOff() throws IOException {
    byte[] whole = Files.readAllBytes(data);
    Files.write(data, Arrays.copyOf(whole, whole.length - 1));
    assertThrows(InvalidInputException.class, () -> run(TestModels.oneInput(32)));
    assertFalse(Files.exists(plan));
    assertFalse(Files.exists(cache));
  }
}
