package dev.trtcal.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, spoken to by its DevTools protocol: one page at a time. */
final class Browser implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final String session;

  private Browser(Process process, URI address) throws IOException {
    this.process = process;
    HttpClient client = HttpClient.newHttpClient();
    socket = await(client.newWebSocketBuilder().buildAsync(address, new Listener()));
    String target =
        call("Target.createTarget", "{url: 'about:blank'}").get("targetId").getAsString();
    session =
        call("Target.attachToTarget", "{targetId: '" + target + "', flatten: true}")
            .get("sessionId")
            .getAsString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", "{}");
    }
  }

  /** Where a Chromium is installed: TRTCAL_CHROMIUM, or its usual names on the path. */
  static Optional<Path> find() {
    String named = System.getenv("TRTCAL_CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts a browser.
   *
   * @param profile a folder for what it keeps; to be removed by the caller
   */
  static Browser start(Path chromium, Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--window-size=1180,1600",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = process.errorReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        return new Browser(process, URI.create(matcher.group(1)));
      }
    }
    throw new IOException(chromium + " ended without telling its address");
  }

  /** Opens a page and waits until it is loaded. */
  void open(Path page) throws IOException {
    events.clear();
    call("Page.navigate", "{url: '" + page.toUri() + "'}");
    until("document.readyState === 'complete' && location.protocol === 'file:'");
  }

  /** The value of an expression, as text. */
  String evaluate(String expression) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", "String(" + expression + ")");
    JsonObject answer = call("Runtime.evaluate", parameters.toString());
    return answer.getAsJsonObject("result").get("value").getAsString();
  }

  /** Waits until an expression is true. */
  void until(String expression) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!evaluate(expression).equals("true")) {
      if (System.nanoTime() > end) {
        throw new IOException("never true: " + expression);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  void preferDark() throws IOException {
    call(
        "Emulation.setEmulatedMedia",
        "{features: [{name: 'prefers-color-scheme', value: 'dark'}]}");
  }

  /** The page as a PDF file, in Base64. */
  String print() throws IOException {
    return call("Page.printToPDF", "{}").get("data").getAsString();
  }

  /** Errors on the console, and uncaught ones, since the page was opened. */
  List<String> errors() {
    return events.stream()
        .filter(
            event -> {
              String method = event.get("method").getAsString();
              String text = event.toString();
              return method.equals("Runtime.exceptionThrown")
                  || (method.equals("Runtime.consoleAPICalled")
                      && text.contains("\"type\":\"error\""))
                  || (method.equals("Log.entryAdded") && text.contains("\"level\":\"error\""));
            })
        .map(JsonObject::toString)
        .toList();
  }

  /** Addresses asked for since the page was opened, those inside the page aside. */
  List<String> requests() {
    return events.stream()
        .filter(event -> event.get("method").getAsString().equals("Network.requestWillBeSent"))
        .map(
            event ->
                event.getAsJsonObject("params").getAsJsonObject("request").get("url").getAsString())
        .filter(url -> !url.startsWith("data:"))
        .toList();
  }

  private JsonObject call(String method, String parameters) throws IOException {
    int id = calls.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", JsonParser.parseString(parameters));
    if (session != null) {
      message.addProperty("sessionId", session);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    await(socket.sendText(message.toString(), true));
    JsonObject result = await(answer);
    if (result.has("error")) {
      throw new IOException(method + ": " + result.get("error"));
    }
    return result.getAsJsonObject("result");
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        JsonObject whole = JsonParser.parseString(message.toString()).getAsJsonObject();
        message.setLength(0);
        if (whole.has("id")) {
          waiting.remove(whole.get("id").getAsInt()).complete(whole);
        } else {
          events.add(whole);
        }
      }
      from.request(1);
      return null;
    }
  }

  /** Ends it with the processes that it started, which write to its profile for a moment more. */
  @Override
  public void close() {
    List<ProcessHandle> helpers = process.descendants().toList();
    socket.abort();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    helpers.forEach(ProcessHandle::destroyForcibly);
    helpers.forEach(helper -> await(helper.onExit()));
  }
}
