package dev.trtcal.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A page in a real browser. */
class ReportBrowserTest {
  /** The browser's own processes may write to their profile a moment longer than it lives. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void drawsSortsUnfoldsTurnsDarkAndPrintsWithoutErrorOrRequest() throws IOException {
    Optional<Path> chromium = Browser.find();
    assumeTrue(
        chromium.isPresent(),
        "no Chromium on the path (chromium, google-chrome; or TRTCAL_CHROMIUM): pages are not"
            + " tried in a browser");
    Path page = folder.resolve("page.html");
    ReportTest.sample(40).write(page);
    try (Browser browser = Browser.start(chromium.get(), folder.resolve("profile"))) {
      browser.open(page);
      drawsHistograms(browser);
      sortsByClick(browser);
      unfoldsRows(browser);
      browser.preferDark();
      assertEquals("rgb(20, 24, 29)", style(browser, "body", "backgroundColor"));
      drawsHistograms(browser);
      String pdf =
          new String(Base64.getDecoder().decode(browser.print()), StandardCharsets.ISO_8859_1);
      assertTrue(pdf.startsWith("%PDF-"), "prints");
      assertEquals(List.of(), browser.errors());
      assertEquals(List.of(page.toUri().toString()), browser.requests());
    }
  }

  private static String style(Browser browser, String selector, String property)
      throws IOException {
    return browser.evaluate(
        "getComputedStyle(document.querySelector('" + selector + "'))." + property);
  }

  /** The figure that is scrolled to holds a canvas on which there is something. */
  private static void drawsHistograms(Browser browser) throws IOException {
    browser.evaluate("document.querySelector('figure:last-of-type').scrollIntoView()");
    String last = "document.querySelector('figure:last-of-type canvas')";
    browser.until(last + " !== null");
    browser.until(
        last
            + ".getContext('2d').getImageData(0, 0, "
            + last
            + ".width, "
            + last
            + ".height).data.some((v) => v > 0)");
  }

  private static void sortsByClick(Browser browser) throws IOException {
    assertEquals("0|1.5", firstTwo(browser));
    browser.evaluate("document.querySelectorAll('th button')[1].click()");
    assertEquals("58.5|57", firstTwo(browser), "the largest first");
    browser.evaluate("document.querySelectorAll('th button')[1].click()");
    assertEquals("0|1.5", firstTwo(browser), "and the smallest");
  }

  private static String firstTwo(Browser browser) throws IOException {
    return browser.evaluate(
        "[...document.querySelectorAll('tbody td:nth-child(2)')].slice(0, 2)"
            + ".map((cell) => cell.textContent).join('|')");
  }

  private static void unfoldsRows(Browser browser) throws IOException {
    browser.evaluate("document.querySelector('tbody tr').click()");
    assertEquals("SQNR30.0 dB", browser.evaluate("document.querySelector('.details').textContent"));
    browser.evaluate("document.querySelector('tbody tr').click()");
    assertEquals("null", browser.evaluate("document.querySelector('.details')"));
  }
}
