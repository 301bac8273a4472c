package dev.trtcal.demo.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.trtcal.doctor.Diagnosis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
  @TempDir private Path folder;
  private Service service;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    service = new Service(0, folder, 2, Limits.DEFAULT, new Calibrating("cpu", 1));
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count(), "no job's files are left");
    }
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void losesAndMixesUpNoJobAmongBadUploads() throws Exception {
    Load load = new Load(service.port(), Limits.DEFAULT);
    load.run(0, 32, 8);
    Map<String, Integer> ends = new TreeMap<>();
    load.outcomes().forEach((end, jobs) -> ends.put(end, jobs.get()));
    ends.remove("told to come back later");
    assertEquals(
        Map.of(
            "done, with the cache of the same job run alone", 24,
            "refused: no model, or half of one", 2,
            "refused: no archive", 1,
            "refused: a path that leads out of the archive", 1,
            "refused: a bomb", 2,
            "refused: an upload that is too long", 1,
            "cancelled", 1),
        ends);
  }

  @Test
  void saysWhatDoctorSays() throws Exception {
    HttpResponse<String> health = send("GET", "/health", "");
    assertEquals(200, health.statusCode());
    JsonObject root = JsonParser.parseString(health.body()).getAsJsonObject();
    Set<String> engines = new HashSet<>();
    for (JsonElement engine : root.getAsJsonArray("engines")) {
      engines.add(engine.getAsJsonObject().get("id").getAsString());
    }
    assertEquals(Set.of("cpu", "tensorrt"), engines);
    JsonObject doctor = JsonParser.parseString(Diagnosis.ofThisMachine().json()).getAsJsonObject();
    assertEquals(doctor.get("engines"), root.get("engines"));
    assertEquals(
        doctor.getAsJsonArray("components").size(), root.getAsJsonArray("components").size());
    for (JsonElement component : root.getAsJsonArray("components")) {
      assertEquals(
          Set.of("name", "engine", "status", "version", "path", "advice", "tried"),
          component.getAsJsonObject().keySet());
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    assertEquals(404, send("GET", "/jobs/none", "").statusCode());
    assertEquals(404, send("GET", "/jobs/..%2f..%2fetc/cache", "").statusCode());
    assertEquals(400, send("POST", "/jobs?algorithm=best", "x").statusCode());
    assertEquals(400, send("POST", "/jobs?mean=a", "x").statusCode());
    HttpResponse<String> broken = send("POST", "/jobs", "x");
    assertEquals(422, broken.statusCode());
    assertFalse(broken.body().contains(folder.toString()), "its own folders are its own business");
    assertTrue(broken.body().contains("model.onnx"), broken.body());
  }

  @Test
  void takesNoSecondImagesAndGivesNoResultBeforeItIsDone() throws Exception {
    HttpResponse<String> made =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/jobs"))
                .POST(BodyPublishers.ofFile(Path.of("src/demo/fashion_resnet.onnx")))
                .build(),
            BodyHandlers.ofString());
    assertEquals(201, made.statusCode(), made.body());
    String job = made.headers().firstValue("Location").orElseThrow();
    assertEquals(409, send("GET", job + "/cache", "").statusCode());
    assertEquals(404, send("GET", job + "/passwd", "").statusCode());
    assertEquals(204, send("DELETE", job, "").statusCode());
    assertEquals(404, send("GET", job, "").statusCode());
  }
}
