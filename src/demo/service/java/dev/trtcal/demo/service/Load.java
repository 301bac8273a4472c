package dev.trtcal.demo.service;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Callers of a service, many at once, some with uploads that must be refused. Every good job's
 * cache and sidecar are held against those of the same job run alone.
 */
final class Load {
  private static final Path MODEL = Path.of("src/demo/fashion_resnet.onnx");
  private static final Path IMAGES = Path.of("src/demo/images");
  private static final int VARIANTS = 8;
  private static final int IMAGES_A_JOB = 16;

  /** Every so many jobs one of each bad kind, in turn. */
  private static final int BAD_EVERY = 4;

  private static final String SETTINGS = "?algorithm=entropy2&mean=0.2860&std=0.3530";

  private final URI service;
  private final Limits limits;
  private final HttpClient client = HttpClient.newHttpClient();
  private final byte[] model = Files.readAllBytes(MODEL);
  private final List<byte[]> archives = new ArrayList<>();
  private final List<byte[]> expected = new ArrayList<>();
  private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

  Load(int port, Limits limits) throws IOException, InterruptedException {
    service = URI.create("http://127.0.0.1:" + port);
    this.limits = limits;
    for (int variant = 0; variant < VARIANTS; variant++) {
      archives.add(archive(variant));
      expected.add(good(variant));
    }
    if (expected.stream().map(Arrays::hashCode).distinct().count() != VARIANTS) {
      throw new IllegalStateException("the variants' caches must differ, to be told apart");
    }
    outcomes.clear();
  }

  /** How many jobs came to which end. */
  Map<String, AtomicInteger> outcomes() {
    return outcomes;
  }

  private static byte[] archive(int variant) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < IMAGES_A_JOB; i++) {
        String name = "%05d.png".formatted(variant * IMAGES_A_JOB + i);
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(IMAGES.resolve(name)));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zipOf(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  /** A header alone: 60,000 x 60,000 pixels that are not there. */
  private static byte[] hugePng() {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.putLong(0x89504E470D0A1A0AL).putInt(13);
    png.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(60_000).putInt(60_000);
    png.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }

  /**
   * Runs jobs.
   *
   * @param first the first one's number, which with those after it says of what kind each is
   * @throws IllegalStateException when one was lost, mixed up, or taken that must be refused
   */
  void run(int first, int jobs, int atOnce) throws InterruptedException {
    ExecutorService callers = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int job = first; job < first + jobs; job++) {
        int number = job;
        all.add(
            callers.submit(
                () -> {
                  call(number);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a job failed: " + e.getCause(), e.getCause());
    } finally {
      callers.shutdownNow();
    }
  }

  private void call(int number) throws IOException, InterruptedException {
    if (number % BAD_EVERY != BAD_EVERY - 1) {
      int variant = number % VARIANTS;
      if (!Arrays.equals(expected.get(variant), good(variant))) {
        throw new IllegalStateException("job " + number + " got another's cache");
      }
      return;
    }
    switch (number / BAD_EVERY % 8) {
      case 0 -> refusedModel(422, "no model at all".getBytes(StandardCharsets.UTF_8));
      case 1 -> refusedModel(422, Arrays.copyOf(model, model.length / 2));
      case 2 -> refusedImages(422, "no archive".getBytes(StandardCharsets.UTF_8));
      case 3 -> refusedImages(400, zipOf("../../escaped.png", archives.get(0)));
      case 4 -> refusedImages(413, zipOf("bomb.png", hugePng()));
      case 5 -> refusedImages(413, zipOf("zeros.png", new byte[(int) limits.imageBytes() + 1]));
      case 6 -> tooLong();
      default -> cancelled(number);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static void expect(int status, HttpResponse<?> response) {
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          response.request().uri()
              + ": "
              + response.statusCode()
              + " in place of "
              + status
              + ": "
              + response.body());
    }
  }

  private void count(String outcome) {
    outcomes.computeIfAbsent(outcome, name -> new AtomicInteger()).incrementAndGet();
  }

  private String create() throws IOException, InterruptedException {
    HttpResponse<String> made =
        send(request("/jobs" + SETTINGS).POST(BodyPublishers.ofByteArray(model)));
    expect(201, made);
    return "/jobs/" + JsonParser.parseString(made.body()).getAsJsonObject().get("id").getAsString();
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> got = send(request(path));
    expect(200, got);
    return got.body();
  }

  /** The whole way; answers the cache. */
  private byte[] good(int variant) throws IOException, InterruptedException {
    String job = create();
    upload(job, archives.get(variant));
    String events = get(job + "/progress");
    if (!events.contains("\"phase\":\"calibrating\"") || !events.contains("\"state\":\"done\"")) {
      throw new IllegalStateException(job + " did not come to its end: " + events);
    }
    String cache = get(job + "/cache");
    String sidecar = get(job + "/sidecar");
    if (JsonParser.parseString(sidecar).getAsJsonObject().size() == 0
        || !get(job + "/report").contains("/stem/stem.0/Conv_output_0")) {
      throw new IllegalStateException(job + ": sidecar or report is empty");
    }
    expect(204, send(request(job).DELETE()));
    expect(404, send(request(job)));
    count("done, with the cache of the same job run alone");
    return cache.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the queue is full it is tried again. */
  private void upload(String job, byte[] archive) throws IOException, InterruptedException {
    HttpResponse<String> taken = put(job, archive);
    while (taken.statusCode() == Refused.BUSY) {
      count("told to come back later");
      Thread.sleep(100);
      taken = put(job, archive);
    }
    expect(202, taken);
  }

  private HttpResponse<String> put(String job, byte[] archive)
      throws IOException, InterruptedException {
    return send(request(job + "/images").PUT(BodyPublishers.ofByteArray(archive)));
  }

  private void refusedModel(int status, byte[] bytes) throws IOException, InterruptedException {
    expect(status, send(request("/jobs" + SETTINGS).POST(BodyPublishers.ofByteArray(bytes))));
    count("refused: no model, or half of one");
  }

  private void refusedImages(int status, byte[] archive) throws IOException, InterruptedException {
    String job = create();
    expect(status, put(job, archive));
    expect(204, send(request(job).DELETE()));
    count(
        switch (status) {
          case 400 -> "refused: a path that leads out of the archive";
          case 413 -> "refused: a bomb";
          default -> "refused: no archive";
        });
  }

  private void tooLong() throws IOException, InterruptedException {
    byte[] chunk = new byte[1 << 20];
    String job = create();
    HttpResponse<String> refused =
        send(
            request(job + "/images")
                .expectContinue(true)
                .PUT(
                    BodyPublishers.fromPublisher(
                        BodyPublishers.ofByteArrays(
                            () -> Collections.nCopies(1 << 10, chunk).iterator()),
                        1L << 30)));
    expect(413, refused);
    expect(204, send(request(job).DELETE()));
    count("refused: an upload that is too long");
  }

  private void cancelled(int number) throws IOException, InterruptedException {
    String job = create();
    upload(job, archives.get(number % VARIANTS));
    expect(204, send(request(job).DELETE()));
    for (int i = 0; i < 600 && send(request(job)).statusCode() != 404; i++) {
      Thread.sleep(100);
    }
    expect(404, send(request(job)));
    count("cancelled");
  }
}
