package dev.trtcal.analysis;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.cache.CalibrationCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a real engine of TensorRT 10.6.0 answered to the 2,000 test images, and what it was made of.
 *
 * @param name model and cache, such as {@code fashion_resnet.minmax}
 * @param scales of the cache that the build was given; empty for an engine without INT8
 * @param logits ten a sample
 * @param int8 names of the tensors that its layers hand on as INT8
 */
record GoldenEngine(String name, Map<String, Float> scales, FloatBuffer logits, Set<String> int8) {
  static final int SAMPLES = 2000;
  static final int CLASSES = 10;

  String model() {
    return name.substring(0, name.indexOf('.'));
  }

  boolean isInt8() {
    return !scales.isEmpty();
  }

  static List<GoldenEngine> all() {
    List<GoldenEngine> engines = new ArrayList<>();
    try (ZipFile zip = new ZipFile(Fashion.GOLDEN.resolve("int8_engines.zip").toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (entry.getName().endsWith("/logits.npy")) {
          engines.add(read(zip, entry.getName().replace("/logits.npy", "")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return engines;
  }

  private static GoldenEngine read(ZipFile zip, String name) throws IOException {
    ZipEntry cache = zip.getEntry(name + "/calibration.cache");
    byte[] npy = bytes(zip, zip.getEntry(name + "/logits.npy"));
    int size = SAMPLES * CLASSES * Float.BYTES;
    FloatBuffer logits =
        ByteBuffer.wrap(npy, npy.length - size, size)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .slice();
    String layers =
        new String(bytes(zip, zip.getEntry(name + "/layers.json")), StandardCharsets.UTF_8);
    return new GoldenEngine(
        name,
        cache == null ? Map.of() : Fashion.scales(CalibrationCache.parse(bytes(zip, cache))),
        logits,
        int8(JsonParser.parseString(layers).getAsJsonObject().getAsJsonArray("Layers")));
  }

  /** A reformatted copy counts for the tensor that it copies. */
  private static Set<String> int8(JsonArray layers) {
    Set<String> names = new TreeSet<>();
    for (JsonElement element : layers) {
      JsonObject layer = element.getAsJsonObject();
      boolean copy = layer.get("Name").getAsString().startsWith("Reformatting CopyNode");
      for (String side : List.of("Inputs", "Outputs")) {
        for (JsonElement tensor : layer.getAsJsonArray(side)) {
          if (tensor.getAsJsonObject().get("Format/Datatype").getAsString().startsWith("Int8")) {
            JsonElement named = copy ? layer.getAsJsonArray("Inputs").get(0) : tensor;
            names.add(named.getAsJsonObject().get("Name").getAsString());
          }
        }
      }
    }
    names.removeIf(name -> name.startsWith("Reformatted"));
    return names;
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    return zip.getInputStream(entry).readAllBytes();
  }
}
