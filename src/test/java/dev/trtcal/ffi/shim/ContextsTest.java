package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A number stands for its target from when it is given until it is taken back, and never again. */
class ContextsTest {
  private final Contexts<String> contexts = new Contexts<>();

  @Test
  void findsWhatIsRegisteredAndNothingElse() {
    Map<Long, String> live = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      live.put(contexts.add("target " + i), "target " + i);
    }
    for (long gone : List.copyOf(live.keySet())) {
      if (gone % 3 == 0) {
        contexts.remove(gone);
        contexts.remove(gone);
        live.remove(gone);
        assertNull(contexts.find(gone));
      }
    }
    assertEquals(live.size(), contexts.size());
    live.forEach((number, target) -> assertEquals(target, contexts.find(number)));
    assertTrue(live.keySet().stream().allMatch(number -> number < contexts.add("later")));
    assertNull(contexts.find(-1));
  }

  @Test
  void losesNoneToThreadsThatRegisterAtOnce() {
    IntStream.range(0, 2000)
        .parallel()
        .forEach(
            i -> {
              long number = contexts.add("target " + i);
              assertEquals("target " + i, contexts.find(number));
              contexts.remove(number);
            });
    assertEquals(0, contexts.size());
  }
}
