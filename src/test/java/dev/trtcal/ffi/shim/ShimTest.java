package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShimTest {
  @ParameterizedTest
  @CsvSource({
    "amd64, native/linux-x86_64/libtrtcal.so",
    "aarch64, native/linux-aarch64/libtrtcal.so"
  })
  void eachArchitectureHasItsShimInTheJar(String architecture, String resource) {
    assertEquals(resource, Shim.resource(architecture));
  }
}
