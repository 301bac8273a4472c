package dev.trtcal.demo.service;

import dev.trtcal.TrtcalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs: a queue, workers, and what is kept of those that are over. */
final class Jobs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Jobs.class);

  private final Path folder;
  private final Limits limits;
  private final Calibrating calibrating;
  private final ThreadPoolExecutor workers;
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /**
   * @param folder where jobs have folders of their own
   * @param atOnce jobs that run at the same time
   */
  Jobs(Path folder, int atOnce, Limits limits, Calibrating calibrating) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.limits = limits;
    this.calibrating = calibrating;
    workers =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.waiting()),
            Thread.ofPlatform().name("calibration-", 1).daemon().factory());
  }

  /**
   * Makes a job of a model.
   *
   * @throws Refused when the model is none that can be calibrated with images, or is too large
   */
  Job create(Settings settings, InputStream model) throws IOException {
    String id = UUID.randomUUID().toString();
    Job job = new Job(id, Files.createDirectory(folder.resolve(id)), settings);
    try {
      Uploads.save(model, job.model(), limits.modelBytes());
      calibrating.check(job);
      makeRoom();
      synchronized (jobs) {
        jobs.put(id, job);
      }
      return job;
    } catch (TrtcalException e) {
      delete(job);
      throw new Refused(Refused.UNUSABLE, told(job, e));
    } catch (IOException | RuntimeException e) {
      delete(job);
      throw e;
    }
  }

  /** Folders of the service's own are nobody's business. */
  static String told(Job job, Exception e) {
    return String.valueOf(e.getMessage()).replace(job.folder() + "/", "");
  }

  private void makeRoom() {
    Job oldest = null;
    synchronized (jobs) {
      if (jobs.size() >= limits.kept()) {
        oldest =
            jobs.values().stream()
                .filter(job -> job.state().isFinal())
                .findFirst()
                .orElseThrow(() -> new Refused(Refused.BUSY, "too many jobs; come back later"));
        jobs.remove(oldest.id());
      }
    }
    if (oldest != null) {
      delete(oldest);
    }
  }

  /**
   * Gives a job its images and queues it.
   *
   * @throws Refused when they are none, too large, or the queue is full: the job still waits for
   *     its images then
   */
  void start(Job job, InputStream images) throws IOException {
    synchronized (job.uploading()) {
      if (job.state() != Job.State.WAITING_FOR_IMAGES) {
        throw new Refused(Refused.CONFLICT, "the job has its images");
      }
      Uploads.save(images, job.images(), limits.zipBytes());
      Uploads.check(job.images(), limits);
      if (!job.move(Job.State.WAITING_FOR_IMAGES, Job.State.QUEUED, "")) {
        throw new Refused(Refused.CONFLICT, "the job was cancelled");
      }
      try {
        job.runsAs(workers.submit(() -> run(job)));
      } catch (RejectedExecutionException e) {
        job.move(Job.State.QUEUED, Job.State.WAITING_FOR_IMAGES, "");
        throw new Refused(Refused.BUSY, "the queue is full; send the images again later");
      }
    }
  }

  private void run(Job job) {
    if (!job.move(Job.State.QUEUED, Job.State.RUNNING, "")) {
      return;
    }
    try {
      calibrating.run(job);
      job.move(Job.State.RUNNING, Job.State.DONE, "");
    } catch (TrtcalException e) {
      job.move(
          Job.State.RUNNING,
          job.isCancelled() ? Job.State.CANCELLED : Job.State.FAILED,
          job.isCancelled() ? "" : told(job, e));
    } catch (RuntimeException | Error e) {
      log.error("job {}", job.id(), e);
      job.move(Job.State.RUNNING, Job.State.FAILED, "unexpected " + e.getClass().getName());
    }
    if (job.isCancelled()) {
      forget(job);
    }
  }

  /**
   * A job by its id.
   *
   * @throws Refused when there is none
   */
  Job find(String id) {
    synchronized (jobs) {
      return Optional.ofNullable(jobs.get(id))
          .orElseThrow(() -> new Refused(Refused.NOT_FOUND, "there is no such job"));
    }
  }

  /** Cancels a job, and forgets it and its files once it has ended. */
  void cancel(Job job) {
    job.cancel();
    if (job.state().isFinal()) {
      forget(job);
    }
  }

  private void forget(Job job) {
    synchronized (jobs) {
      jobs.remove(job.id());
    }
    delete(job);
  }

  private static void delete(Job job) {
    try (Stream<Path> files = Files.list(job.folder())) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(job.folder());
    } catch (IOException e) {
      log.warn("job {}: its folder cannot be deleted", job.id(), e);
    }
  }

  /** Cancels what runs and waits for it; what is kept goes. */
  @Override
  public void close() {
    workers.shutdownNow();
    synchronized (jobs) {
      jobs.values().forEach(Job::cancel);
    }
    try {
      if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        log.warn("a calibration does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (jobs) {
      jobs.values().forEach(Jobs::delete);
      jobs.clear();
    }
  }
}
