package dev.trtcal.report;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Puts data, style and scripts into one file. */
final class Page {
  private Page() {}

  static String of(String title, JsonObject data) {
    // Gson writes < and > of texts as escapes, so that no text can end the script element.
    return resource("page.html")
        .replace("{{title}}", escape(title))
        .replace("{{plot.css}}", resource("uPlot.min.css"))
        .replace("{{page.css}}", resource("page.css"))
        .replace("{{plot.js}}", resource("uPlot.iife.min.js"))
        .replace("{{page.js}}", resource("page.js"))
        .replace("{{data}}", new Gson().toJson(data));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
