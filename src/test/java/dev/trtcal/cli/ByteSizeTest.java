package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "123,123",
    "2k,2048",
    "512M,536870912",
    "2G,2147483648",
    "1GiB,1073741824",
    "3MB,3145728"
  })
  void readsPowersOf1024(String text, long bytes) {
    assertEquals(bytes, new ByteSize().convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "-1", "1.5G", "1T", "lots"})
  void refusesWhatIsNoSize(String text) {
    assertThrows(TypeConversionException.class, () -> new ByteSize().convert(text));
  }
}
