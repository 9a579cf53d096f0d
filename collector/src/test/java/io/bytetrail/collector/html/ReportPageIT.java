package io.bytetrail.collector.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.SampleReports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page as a browser has it. Pictures of it are left in {@code target/pages} to look at. */
class ReportPageIT {
  private static final Path PAGES = Path.of("target/pages");
  private static final int MOST_BYTES = 2 << 20;
  private static Browser browser;

  @BeforeAll
  static void startBrowser() throws Exception {
    Optional<Path> program = Browser.program();
    if (System.getenv("BYTETRAIL_REQUIRE_KERNEL") == null) {
      assumeTrue(program.isPresent(), "no chromium here: apt-get install chromium");
    }
    browser = Browser.start(program.orElseThrow());
  }

  @AfterAll
  static void stopBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void showsEveryRouteWithoutAComplaintOrARequest() throws Exception {
    Path page = write("file-server", SampleReports.fileServer());
    browser.screen(1280, 900, false);
    browser.load(page);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
    assertThat(text("h1")).isEqualTo("file-server");
    assertThat(number("document.querySelectorAll('.route').length")).isEqualTo(4);
    assertThat(text(".evidence")).contains("99.99 %", "12 calls with 40.0 KiB came before");
    pictures("file-server");
  }

  @Test
  void drawsTwoHundredRoutesInTimeAndOnlyWhatIsInView() throws Exception {
    Path page = write("many", ManyRoutes.report(200));
    assertThat(Files.size(page)).isLessThanOrEqualTo(MOST_BYTES);
    browser.screen(1280, 900, false);
    browser.load(page);

    long millis = number("Number(document.documentElement.dataset.rendered)");
    System.out.printf(
        "%d bytes, 200 routes: drawn %d ms after the request%n", Files.size(page), millis);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).hasSize(1);
    assertThat(number("document.querySelectorAll('.route').length")).isEqualTo(200);
    assertThat(number("document.querySelectorAll('.chart svg').length")).isBetween(1L, 10L);

    browser.evaluate("location.hash = '#r150'");
    browser.evaluate(
        "new Promise(done => { const ask = () => document.querySelector('#r150 svg')"
            + " ? done(true) : requestAnimationFrame(ask); ask(); })");
    assertThat(text("#r150 svg")).contains("page cache");
    pictures("many");
  }

  @Test
  void showsWhatTheApplicationNamesAsTextWhateverItIs() throws Exception {
    String evil =
        "</script></title><script>window.hit=1</script><img src=x onerror=window.hit=2>\"'`${1}"
            + "\u2028 onload=alert(1) javascript:1";
    Path page = write("names", Names.everywhere(SampleReports.fileServer(), evil));
    browser.screen(1280, 20_000, false);
    browser.load(page);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).hasSize(1);
    assertThat(browser.evaluate("window.hit === undefined").asBoolean()).isTrue();
    assertThat(number("document.querySelectorAll('script').length")).isEqualTo(3);
    assertThat(number("document.querySelectorAll('img').length")).isZero();
    assertThat(text("h1")).isEqualTo(evil);
    assertThat(text(".route .full")).startsWith(evil);
    assertThat(text(".chart.path svg")).as("a device, drawn").contains(evil);
  }

  private static void pictures(String name) throws Exception {
    for (int width : new int[] {1280, 390}) {
      for (boolean dark : new boolean[] {false, true}) {
        // As tall as the first routes need: what is out of view is not drawn.
        browser.screen(width, 5000, dark);
        browser.load(PAGES.resolve(name + ".html"));
        browser.picture(PAGES.resolve(name + "-" + width + (dark ? "-dark" : "") + ".png"));
      }
    }
    browser.screen(1280, 900, false);
    browser.load(PAGES.resolve(name + ".html"));
    browser.print(PAGES.resolve(name + ".pdf"));
  }

  private static Path write(String name, Report report) throws Exception {
    Files.createDirectories(PAGES);
    Path page = PAGES.resolve(name + ".html").toAbsolutePath();
    return Files.writeString(page, ReportHtml.of(report), StandardCharsets.UTF_8);
  }

  private static String text(String selector) throws Exception {
    return browser.evaluate("document.querySelector('" + selector + "').textContent").asText();
  }

  private static long number(String expression) throws Exception {
    return browser.evaluate(expression).asLong();
  }
}
