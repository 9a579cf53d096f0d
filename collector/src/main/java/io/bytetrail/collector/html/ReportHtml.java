package io.bytetrail.collector.html;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import io.bytetrail.collector.report.Report;

/** The report as one self-contained page: for a screen, a phone and a printer, light and dark. */
public final class ReportHtml {
  private static final int EXPECTED_CHARACTERS = 1_500_000;

  private ReportHtml() {}

  /** The whole page, in which nothing refers to anything outside it. */
  public static String of(Report report) {
    StringOutput page = new StringOutput(EXPECTED_CHARACTERS);
    JtepageGenerated.render(
        new OwaspHtmlTemplateOutput(page), null, PageView.of(report), PageAssets.load());
    return page.toString();
  }
}
