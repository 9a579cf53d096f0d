package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportHtmlTest {
  @Test
  void isTheTextReportWithNothingTheBrowserCouldTakeForMarkup() {
    Report report = SampleReports.fileServer();
    String page = ReportHtml.of(report);
    String text = page.substring(page.indexOf("<pre>") + "<pre>".length(), page.indexOf("</pre>"));

    assertThat(text)
        .doesNotContain("<")
        .isEqualTo(ReportHtml.escaped(ReportText.of(report, false)));
    assertThat(page).doesNotContain("http");
  }
}
