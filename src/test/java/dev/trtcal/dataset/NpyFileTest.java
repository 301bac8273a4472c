package dev.trtcal.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.ElementType;
import dev.trtcal.InvalidInputException;
import dev.trtcal.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEachFormatVersion(int version) throws IOException {
    byte[] data = {1, 2, 3, 4, 5, 6};
    String dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }";
    try (NpyFile file = open(NpyBytes.file(version, dictionary, data))) {
      assertEquals(ElementType.UINT8, file.type());
      assertEquals(Shape.of(2, 3), file.shape());
      byte[] middle = new byte[3];
      file.read(2, 3, MemorySegment.ofArray(middle));
      assertArrayEquals(new byte[] {3, 4, 5}, middle);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<f4,FLOAT32",
    "<f2,FLOAT16",
    "<f8,FLOAT64",
    "|u1,UINT8",
    "|i1,INT8",
    "<i4,INT32",
    "<i8,INT64",
    "|b1,BOOL"
  })
  void readsEachSupportedType(String descr, ElementType type) throws IOException {
    try (NpyFile file = open(NpyBytes.file(descr, "(3,)", new byte[3 * type.bytes()]))) {
      assertEquals(type, file.type());
      assertEquals(Shape.of(3), file.shape());
    }
  }

  @Test
  void readsScalarsAndOtherWritersSpelling() throws IOException {
    try (NpyFile file = open(NpyBytes.file("|u1", "()", new byte[1]))) {
      assertEquals(Shape.of(), file.shape());
    }
    String spelling = "{\"shape\":(2L,3),\"fortran_order\":False,\"descr\":\"|u1\"}";
    try (NpyFile file = open(NpyBytes.file(1, spelling, new byte[6]))) {
      assertEquals(Shape.of(2, 3), file.shape());
    }
  }

  @Test
  void readsBeyondTwoGigabytes() throws IOException {
    Path path = folder.resolve("big.npy");
    long elements = 3L << 30;
    byte[] head = NpyBytes.file("|u1", "(" + elements + ",)", new byte[0]);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(head));
      channel.write(ByteBuffer.wrap(new byte[] {7, 8}), head.length + elements - 2);
    }
    try (NpyFile file = NpyFile.open(path)) {
      byte[] last = new byte[3];
      file.read(elements - 3, 3, MemorySegment.ofArray(last));
      assertArrayEquals(new byte[] {0, 7, 8}, last);
    } finally {
      Files.delete(path);
    }
  }

  @Test
  void refusesATruncatedFileWithExpectedAndFoundBytes() throws IOException {
    byte[] whole = NpyBytes.float32("(2, 2)", 1, 2, 3, 4);
    for (int length : new int[] {6, 9, 11, 100, whole.length - 1}) {
      InvalidInputException refusal = refusal(Arrays.copyOf(whole, length));
      assertEquals("npy.truncated", refusal.code());
      assertTrue(refusal.getMessage().contains("found " + length), refusal.getMessage());
    }
    InvalidInputException refusal = refusal(Arrays.copyOf(whole, whole.length - 1));
    assertTrue(
        refusal.getMessage().contains("expected " + whole.length + " bytes"), refusal.getMessage());
  }

  @Test
  void refusesAFileLongerThanItsHeaderSays() throws IOException {
    byte[] whole = NpyBytes.float32("(2, 2)", 1, 2, 3, 4);
    assertEquals("npy.trailing", refusal(Arrays.copyOf(whole, whole.length + 1)).code());
  }

  @ParameterizedTest
  @CsvSource({">f4,big-endian >f4", "|O,Python objects", "<c8,the type <c8", "<U3,the type <U3"})
  void refusesOtherTypesByName(String descr, String told) throws IOException {
    InvalidInputException refusal = refusal(NpyBytes.file(descr, "(1,)", new byte[8]));
    assertEquals("npy.type", refusal.code());
    assertTrue(refusal.getMessage().contains("holds " + told + ";"), refusal.getMessage());
  }

  @Test
  void refusesStructuredTypes() throws IOException {
    String dictionary =
        "{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (1,), }";
    assertEquals("npy.type", refusal(NpyBytes.file(1, dictionary, new byte[8])).code());
  }

  @Test
  void refusesFortranOrder() throws IOException {
    String dictionary = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }";
    InvalidInputException refusal = refusal(NpyBytes.file(1, dictionary, new byte[16]));
    assertEquals("npy.order", refusal.code());
    assertTrue(refusal.getMessage().contains("ascontiguousarray"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "hello",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': True}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
        "{'descr': '<f4', 'fortran_order': 'False', 'shape': (1,)}",
        "{'descr': True, 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 8)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} {"
      })
  void refusesAHeaderThatIsNone(String dictionary) throws IOException {
    assertEquals("npy.header", refusal(NpyBytes.file(1, dictionary, new byte[4])).code());
  }

  @Test
  void refusesWhatIsNoNpyFile() throws IOException {
    assertEquals("npy.header", refusal(new byte[0]).code());
    assertEquals("npy.header", refusal("PK\3\4 some archive".getBytes(UTF_8)).code());
    assertEquals("npy.header", refusal(NpyBytes.file(9, "{}", new byte[0])).code());
    assertEquals(
        "npy.unreadable",
        assertThrows(InvalidInputException.class, () -> NpyFile.open(folder.resolve("no"))).code());
    assertEquals(
        "npy.unreadable",
        assertThrows(InvalidInputException.class, () -> NpyFile.open(folder)).code());
  }

  @Test
  void believesNoClaimThatTheFileSizeDoesNotBear() throws IOException {
    byte[] claims = NpyBytes.file("<f4", "(1000000000000,)", new byte[4]);
    assertEquals("npy.truncated", refusal(claims).code());
    byte[] longHeader = NpyBytes.file(2, "{}", new byte[0]);
    ByteBuffer.wrap(longHeader).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    assertEquals("npy.truncated", refusal(longHeader).code());
  }

  @Test
  void answersAnyDamagedHeaderWithARefusal() throws IOException {
    byte[] whole = NpyBytes.float32("(2, 2)", 1, 2, 3, 4);
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        damaged[random.nextInt(80)] = (byte) random.nextInt(256);
      }
      try (NpyFile file = open(damaged)) {
        assertEquals(16, file.shape().elements() * file.type().bytes());
      } catch (InvalidInputException e) {
        assertTrue(e.code().startsWith("npy."));
        assertEquals(1, e.getMessage().lines().count());
      }
    }
  }

  @Test
  void noticesThatTheFileWasCutWhileOpen() throws IOException {
    Path path = Files.write(folder.resolve("cut.npy"), NpyBytes.float32("(2,)", 1, 2));
    try (NpyFile file = NpyFile.open(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(130);
      InvalidInputException refusal =
          assertThrows(
              InvalidInputException.class,
              () -> file.read(0, 2, MemorySegment.ofArray(new byte[8])));
      assertEquals("npy.truncated", refusal.code());
    }
  }

  private NpyFile open(byte[] bytes) throws IOException {
    return NpyFile.open(Files.write(folder.resolve("a.npy"), bytes));
  }

  private InvalidInputException refusal(byte[] bytes) {
    return assertThrows(InvalidInputException.class, () -> open(bytes).close());
  }
}
