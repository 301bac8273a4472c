package dev.trtcal.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void whatIsNoJsonNumberBecomesAString() {
    JsonObject object = new JsonObject();

    Json.add(object, "f", Float.NaN);
    Json.add(object, "d", Double.NEGATIVE_INFINITY);
    Json.add(object, "o", OptionalDouble.of(Double.POSITIVE_INFINITY));
    Json.add(object, "n", OptionalDouble.empty());

    assertEquals(
        "{\"f\":\"NaN\",\"d\":\"-Infinity\",\"o\":\"Infinity\",\"n\":null}", object.toString());
  }
}
