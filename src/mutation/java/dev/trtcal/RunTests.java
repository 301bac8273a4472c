package dev.trtcal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes in this JVM; exit code 0 when all their tests passed and there were some. */
final class RunTests {
  private RunTests() {}

  public static void main(String[] classes) {
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    for (String each : classes) {
      request.selectors(selectClass(each));
    }
    LauncherDiscoveryRequest built = request.build();
    Launcher launcher = LauncherFactory.create();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    launcher.execute(built, summary);
    summary.getSummary().printFailuresTo(new PrintWriter(System.out, true), 5);
    long failed = summary.getSummary().getTotalFailureCount();
    long passed = summary.getSummary().getTestsSucceededCount();
    System.exit(failed == 0 && passed > 0 ? 0 : 1);
  }
}
