package dev.trtcal.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.trtcal.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Patterns of layer names as the command takes them: themselves, or {@code @FILE} with one a line,
 * empty lines and those that begin with # aside, or with the JSON that {@code tune} prints.
 */
final class LayerPatterns {
  private LayerPatterns() {}

  static List<String> read(List<String> given) {
    List<String> patterns = new ArrayList<>();
    for (String text : given) {
      if (text.startsWith("@")) {
        patterns.addAll(readFile(Path.of(text.substring(1))));
      } else {
        patterns.add(text);
      }
    }
    return patterns;
  }

  private static List<String> readFile(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.startsWith("{")
          ? fromTune(text)
          : text.lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList();
    } catch (IOException e) {
      throw new InvalidInputException(
          "keep.unreadable", file + ": cannot be read (" + e + "); check the path", e);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new InvalidInputException(
          "keep.unreadable",
          file
              + ": neither one pattern a line nor what tune --json prints ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private static List<String> fromTune(String json) {
    JsonElement layers = JsonParser.parseString(json).getAsJsonObject().get("keepFp32");
    if (layers == null) {
      throw new JsonParseException("it has no 'keepFp32'");
    }
    JsonArray names = layers.getAsJsonArray();
    return names.asList().stream().map(JsonElement::getAsString).toList();
  }
}
