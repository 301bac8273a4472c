package dev.trtcal.demo.service;

import com.google.gson.JsonObject;
import dev.trtcal.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;

/** One calibration, from its upload to its results. All methods are for any thread. */
final class Job implements ProgressListener {
  /** Where it stands. */
  enum State {
    WAITING_FOR_IMAGES,
    QUEUED,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    boolean isFinal() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }
  }

  private final String id;
  private final Path folder;
  private final Settings settings;
  private final Object uploading = new Object();
  private final List<String> events = new ArrayList<>();
  private State state = State.WAITING_FOR_IMAGES;
  private String error = "";
  private boolean cancelled;
  private Future<?> work;

  Job(String id, Path folder, Settings settings) {
    this.id = id;
    this.folder = folder;
    this.settings = settings;
    tell(describe());
  }

  String id() {
    return id;
  }

  /** Held by the one who sends its images. */
  Object uploading() {
    return uploading;
  }

  /** Of this job alone. */
  Path folder() {
    return folder;
  }

  Settings settings() {
    return settings;
  }

  Path model() {
    return folder.resolve("model.onnx");
  }

  Path images() {
    return folder.resolve("images.zip");
  }

  Path cache() {
    return folder.resolve("model.cache");
  }

  Path report() {
    return folder.resolve("report.html");
  }

  synchronized State state() {
    return state;
  }

  /** What the caller is told: {@code id}, {@code state}, {@code error}. */
  synchronized JsonObject describe() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (!error.isEmpty()) {
      json.addProperty("error", error);
    }
    return json;
  }

  /**
   * Takes a step, unless it stands elsewhere.
   *
   * @return whether it did
   */
  synchronized boolean move(State from, State to, String why) {
    if (state != from) {
      return false;
    }
    state = to;
    error = why;
    tell(describe());
    return true;
  }

  /** What runs it, so that it can be cancelled. */
  synchronized void runsAs(Future<?> work) {
    this.work = work;
    if (cancelled) {
      work.cancel(true);
    }
  }

  /** Ends it wherever it stands; a running one says so when trtcal has returned. */
  synchronized void cancel() {
    cancelled = true;
    if (work != null) {
      work.cancel(true);
    }
    if (!move(State.WAITING_FOR_IMAGES, State.CANCELLED, "")) {
      move(State.QUEUED, State.CANCELLED, "");
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void progress(String phase, long done, long total) {
    JsonObject json = new JsonObject();
    json.addProperty("phase", phase);
    json.addProperty("done", done);
    json.addProperty("total", total);
    tell(json);
  }

  private synchronized void tell(JsonObject event) {
    events.add(event.toString());
    notifyAll();
  }

  /**
   * Waits for an event.
   *
   * @param number counted from 0
   * @return null when there will be none of this number
   */
  synchronized String event(int number) throws InterruptedException {
    while (number >= events.size() && !state.isFinal()) {
      wait();
    }
    return number < events.size() ? events.get(number) : null;
  }
}
