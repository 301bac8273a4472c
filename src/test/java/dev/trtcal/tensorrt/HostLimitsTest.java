package dev.trtcal.tensorrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Component;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostLimitsTest {
  private static String limits(String locked) {
    return "Limit                     Soft Limit           Hard Limit           Units     \n"
        + "Max cpu time              unlimited            unlimited            seconds   \n"
        + "Max locked memory         "
        + locked
        + "              "
        + locked
        + "              bytes     \n";
  }

  @Test
  void tellsHowMuchMemoryMayBeLocked() {
    assertEquals("unlimited", HostLimits.locked(limits("unlimited")).version());
    Component little = HostLimits.locked(limits("65536"));
    assertEquals("64 KiB", little.version());
    assertEquals(Component.Status.OK, little.status());
    assertTrue(little.advice().contains("ulimit -l"), little.advice());
    Component much = HostLimits.locked(limits("8589934592"));
    assertEquals("8.0 GiB", much.version());
    assertEquals("", much.advice());
    assertEquals("unknown", HostLimits.locked("").version());
  }

  @Test
  void warnsOfAContainerThatIsTooSmallForABuilder() {
    Component little = HostLimits.memory(Optional.of("2147483648\n"));
    assertEquals("2.0 GiB", little.version());
    assertTrue(little.advice().contains("4.7 GB"), little.advice());
    assertEquals("", HostLimits.memory(Optional.of("17179869184\n")).advice());
    assertEquals("none", HostLimits.memory(Optional.of("max\n")).version());
    assertEquals("unknown", HostLimits.memory(Optional.empty()).version());
  }
}
