package dev.trtcal.demo.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code ServiceMain PORT [JOBS-AT-ONCE]}: the service, until the process is ended. */
public final class ServiceMain {
  private static final int AT_ONCE = 2;

  private ServiceMain() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    int atOnce = arguments.length > 1 ? Integer.parseInt(arguments[1]) : AT_ONCE;
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / atOnce);
    Path folder = Files.createTempDirectory("trtcal-service");
    Service service =
        new Service(port, folder, atOnce, Limits.DEFAULT, new Calibrating("auto", threads));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    System.out.println("http://127.0.0.1:" + service.port());
  }
}
