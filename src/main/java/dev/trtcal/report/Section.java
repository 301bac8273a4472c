package dev.trtcal.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** A part of a report. */
public sealed interface Section {
  /** The heading above it. */
  String title();

  /** What the page's script draws it from; {@code type} says which drawing it is. */
  JsonObject toJson();

  /** Questions with an answer each. */
  record Verdicts(String title, List<Verdict> verdicts) implements Section {
    public Verdicts {
      verdicts = List.copyOf(verdicts);
    }

    @Override
    public JsonObject toJson() {
      return part(
          "verdicts",
          verdicts,
          verdict -> {
            JsonObject json = new JsonObject();
            json.addProperty("grade", verdict.grade().id());
            json.addProperty("question", verdict.question());
            json.addProperty("answer", verdict.answer());
            json.addProperty("advice", verdict.advice());
            return json;
          });
    }
  }

  /**
   * One answer.
   *
   * @param answer with the number behind it
   * @param advice what to do; empty when there is nothing to do
   */
  record Verdict(Grade grade, String question, String answer, String advice) {
    public Verdict {
      Objects.requireNonNull(grade, "grade");
    }
  }

  /** How an answer is to be taken. */
  enum Grade {
    GOOD,
    DOUBTFUL,
    BAD,
    /** Neither good nor bad. */
    NOTE;

    String id() {
      return switch (this) {
        case GOOD -> "good";
        case DOUBTFUL -> "doubtful";
        case BAD -> "bad";
        case NOTE -> "note";
      };
    }
  }

  /** The few figures that matter, in large letters. */
  record Tiles(String title, List<Tile> tiles) implements Section {
    public Tiles {
      tiles = List.copyOf(tiles);
    }

    @Override
    public JsonObject toJson() {
      return part(
          "tiles",
          tiles,
          tile -> {
            JsonObject json = new JsonObject();
            json.addProperty("grade", tile.grade().id());
            json.addProperty("value", tile.value());
            json.addProperty("label", tile.label());
            return json;
          });
    }
  }

  /**
   * One of {@link Tiles}.
   *
   * @param value a figure with its unit
   * @param label says of what it is, in a few words
   */
  record Tile(Grade grade, String value, String label) {}

  /** Pairs of a name and a value: what was run on what. */
  record Facts(String title, List<Fact> facts) implements Section {
    public Facts {
      facts = List.copyOf(facts);
    }

    @Override
    public JsonObject toJson() {
      return part(
          "facts",
          facts,
          fact -> {
            JsonObject json = new JsonObject();
            json.addProperty("name", fact.name());
            json.addProperty("value", fact.value());
            return json;
          });
    }
  }

  /** One of {@link Facts}. */
  record Fact(String name, String value) {}

  /**
   * A table that sorts by a click on a heading.
   *
   * @param rows one cell a column; a number, a text, or null where there is none
   */
  record Table(String title, List<Column> columns, List<List<Object>> rows) implements Section {
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    /** A cell of a number that there may not be. */
    public static Object cell(OptionalDouble value) {
      return value.isPresent() ? value.getAsDouble() : null;
    }

    @Override
    public JsonObject toJson() {
      JsonObject part =
          part(
              "table",
              rows,
              row -> {
                JsonArray cells = new JsonArray();
                row.forEach(cell -> cells.add(Numbers.json(cell)));
                return cells;
              });
      JsonArray heads = new JsonArray();
      for (Column column : columns) {
        JsonObject head = new JsonObject();
        head.addProperty("label", column.label());
        head.addProperty("unit", column.unit().id());
        head.addProperty("detail", column.detail());
        heads.add(head);
      }
      part.add("columns", heads);
      return part;
    }
  }

  /**
   * A column of a {@link Table}.
   *
   * @param detail whether it is shown beneath the row, when the row is clicked, and not as a column
   */
  record Column(String label, Unit unit, boolean detail) {
    /** A column that is always shown. */
    public Column(String label, Unit unit) {
      this(label, unit, false);
    }

    /** A figure that is shown beneath the row. */
    public static Column detail(String label, Unit unit) {
      return new Column(label, unit, true);
    }
  }

  /** How the numbers of a column are printed. */
  enum Unit {
    TEXT("text"),
    NUMBER("number"),
    /** A share from 0 to 1. */
    SHARE("share"),
    DECIBEL("db");

    private final String id;

    Unit(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /** How the values of tensors are distributed, with the thresholds that were chosen. */
  record Histograms(String title, List<TensorHistogram> histograms) implements Section {
    public Histograms {
      histograms = List.copyOf(histograms);
    }

    @Override
    public JsonObject toJson() {
      return part("histograms", histograms, TensorHistogram::toJson);
    }
  }

  /**
   * The network as a strip of layers, coloured by a figure.
   *
   * @param caption says what the figure is
   * @param good the figure that is coloured as sound
   * @param bad the figure that is coloured as worst; below or above {@code good}
   */
  record Strip(String title, String caption, double good, double bad, List<Layer> layers)
      implements Section {
    public Strip {
      layers = List.copyOf(layers);
    }

    @Override
    public JsonObject toJson() {
      JsonObject part =
          part(
              "strip",
              layers,
              layer -> {
                JsonObject json = new JsonObject();
                json.addProperty("name", layer.name());
                json.add("figure", Numbers.json(layer.figure()));
                json.addProperty("detail", layer.detail());
                return json;
              });
      part.addProperty("caption", caption);
      part.addProperty("good", good);
      part.addProperty("bad", bad);
      return part;
    }
  }

  /**
   * One of a {@link Strip}.
   *
   * @param figure null where there is none
   * @param detail shown when the pointer rests on it
   */
  record Layer(String name, Double figure, String detail) {}

  /**
   * A picture.
   *
   * @param mediaType of the file, such as {@code image/png}
   * @param base64 its bytes, in Base64
   */
  record Picture(String title, String caption, String mediaType, String base64) implements Section {
    /** Takes the bytes of a picture's file. */
    public static Picture of(String title, String caption, String mediaType, byte[] file) {
      return new Picture(title, caption, mediaType, Base64.getEncoder().encodeToString(file));
    }

    @Override
    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("type", "picture");
      json.addProperty("caption", caption);
      json.addProperty("source", "data:" + mediaType + ";base64," + base64);
      return json;
    }
  }

  /** Lines to copy: how to do it again. */
  record Lines(String title, String text) implements Section {
    @Override
    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("type", "lines");
      json.add("text", new JsonPrimitive(text));
      return json;
    }
  }

  private static <T> JsonObject part(String type, List<T> items, Function<T, JsonElement> as) {
    JsonObject part = new JsonObject();
    part.addProperty("type", type);
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(as.apply(item)));
    part.add("items", array);
    return part;
  }
}
