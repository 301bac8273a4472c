package dev.trtcal.demo.service;

import com.google.gson.JsonObject;
import dev.trtcal.cache.Sidecar;
import dev.trtcal.doctor.Diagnosis;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Calibration over HTTP, on Helidon's server: a virtual thread a request.
 *
 * <pre>
 * POST   /jobs?algorithm=entropy2&amp;mean=0&amp;std=1   an ONNX model: a job, which waits for its images
 * PUT    /jobs/ID/images                         a zip of images: queued
 * GET    /jobs/ID                                id, state, error
 * GET    /jobs/ID/progress                       server-sent events, until it is over
 * GET    /jobs/ID/cache, sidecar, report         the results
 * DELETE /jobs/ID                                cancelled and forgotten
 * GET    /health                                 what trtcal doctor says
 * </pre>
 */
final class Service implements AutoCloseable {
  private static final String JSON = "application/json";

  private final Limits limits;
  private final Jobs jobs;
  private final WebServer server;

  /**
   * Starts it on the loopback: it asks nobody who they are.
   *
   * @param port 0 for any
   * @param folder for jobs' files, which go when they are forgotten and when the service ends
   */
  Service(int port, Path folder, int atOnce, Limits limits, Calibrating calibrating)
      throws IOException {
    this.limits = limits;
    jobs = new Jobs(folder, atOnce, limits, calibrating);
    server = WebServer.builder().host("127.0.0.1").port(port).routing(this::route).build().start();
  }

  int port() {
    return server.port();
  }

  private void route(HttpRouting.Builder routes) {
    routes
        .get(
            "/health", (request, response) -> send(response, 200, Diagnosis.ofThisMachine().json()))
        .post("/jobs", this::create)
        .put("/jobs/{id}/images", this::images)
        .get("/jobs/{id}", (request, response) -> send(response, 200, job(request).describe()))
        .get("/jobs/{id}/progress", this::progress)
        .get("/jobs/{id}/{result}", this::result)
        .delete("/jobs/{id}", this::cancel)
        .error(Refused.class, (request, response, refused) -> refuse(response, refused));
  }

  private Job job(ServerRequest request) {
    return jobs.find(request.path().pathParameters().get("id"));
  }

  private void create(ServerRequest request, ServerResponse response) throws IOException {
    checkLength(request, limits.modelBytes());
    Settings settings =
        Settings.of(
            request.query().first("algorithm").orElse("entropy2"),
            request.query().first("mean").orElse("0"),
            request.query().first("std").orElse("1"));
    Job job = jobs.create(settings, request.content().inputStream());
    response.header(HeaderNames.LOCATION, "/jobs/" + job.id());
    send(response, 201, job.describe());
  }

  private void images(ServerRequest request, ServerResponse response) throws IOException {
    Job job = job(request);
    checkLength(request, limits.zipBytes());
    jobs.start(job, request.content().inputStream());
    send(response, 202, job.describe());
  }

  /** Before the body is read: who waits for "100 Continue" need not send it. */
  private static void checkLength(ServerRequest request, long limit) {
    if (request.headers().contentLength().orElse(0) > limit) {
      throw new Refused(Refused.TOO_LARGE, "the upload is longer than " + limit + " bytes");
    }
  }

  private void progress(ServerRequest request, ServerResponse response) throws IOException {
    Job job = job(request);
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    try (OutputStream out = response.outputStream()) {
      String event = job.event(0);
      for (int number = 1; event != null; number++) {
        out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        event = job.event(number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void result(ServerRequest request, ServerResponse response) throws IOException {
    Job job = job(request);
    String what = request.path().pathParameters().get("result");
    Path file =
        switch (what) {
          case "cache" -> job.cache();
          case "sidecar" -> Sidecar.beside(job.cache());
          case "report" -> job.report();
          default -> throw new Refused(Refused.NOT_FOUND, "there is no such result");
        };
    if (job.state() != Job.State.DONE) {
      throw new Refused(Refused.CONFLICT, "the job is not done: " + job.describe());
    }
    String type =
        switch (what) {
          case "cache" -> "text/plain";
          case "sidecar" -> JSON;
          default -> "text/html; charset=UTF-8";
        };
    response.header(HeaderNames.CONTENT_TYPE, type).send(Files.readAllBytes(file));
  }

  private void cancel(ServerRequest request, ServerResponse response) {
    jobs.cancel(job(request));
    response.status(Status.NO_CONTENT_204).send();
  }

  private static void refuse(ServerResponse response, Refused refused) {
    JsonObject json = new JsonObject();
    json.addProperty("error", refused.getMessage());
    if (refused.status() == Refused.TOO_LARGE) {
      // What is left of the body is not read.
      response.header(HeaderNames.CONNECTION, "close");
    }
    send(response, refused.status(), json);
  }

  private static void send(ServerResponse response, int status, JsonObject json) {
    send(response, status, json.toString());
  }

  private static void send(ServerResponse response, int status, String json) {
    response
        .status(Status.create(status))
        .header(HeaderNames.CONTENT_TYPE, JSON)
        .send(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Cancels what runs. */
  @Override
  public void close() {
    server.stop();
    jobs.close();
  }
}
