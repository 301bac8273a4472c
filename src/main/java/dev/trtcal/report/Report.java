package dev.trtcal.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.trtcal.OutputFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One self-contained HTML page: everything it needs is in the file, it asks no network, and the
 * same report is the same bytes.
 *
 * @param title of the page
 * @param subtitle one sentence a manager understands
 * @param sections in the order shown
 */
public record Report(String title, String subtitle, List<Section> sections) {
  public Report {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(subtitle, "subtitle");
    sections = List.copyOf(sections);
  }

  /** The same with one section more, at the end. */
  public Report with(Section last) {
    List<Section> all = new ArrayList<>(sections);
    all.add(last);
    return new Report(title, subtitle, all);
  }

  /**
   * Writes the page; the file appears whole or not at all.
   *
   * @throws dev.trtcal.OutputException when it cannot be written
   */
  public void write(Path file) {
    OutputFile.write(file, html().getBytes(StandardCharsets.UTF_8));
  }

  /** The page. */
  public String html() {
    return Page.of(title, toJson());
  }

  private JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("title", title);
    root.addProperty("subtitle", subtitle);
    JsonArray parts = new JsonArray();
    for (Section section : sections) {
      JsonObject part = section.toJson();
      part.addProperty("title", section.title());
      parts.add(part);
    }
    root.add("sections", parts);
    return root;
  }
}
