package io.bytetrail.collector.report;

/** The text report as one self-contained page, for a browser and for a printer, light and dark. */
public final class ReportHtml {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>bytetrail: %s</title>
      <style>
        body { margin: 2rem auto; width: fit-content; max-width: calc(100%% - 2rem) }
        pre { overflow-x: auto; font: 14px/1.35 ui-monospace, Menlo, Consolas, monospace }
      </style>
      <pre>%s</pre>
      </html>
      """;

  private ReportHtml() {}

  /** The whole page; it refers to nothing outside itself. */
  public static String of(Report report) {
    return PAGE.formatted(escaped(report.service()), escaped(ReportText.of(report, false)));
  }

  /** Text as it may stand between tags. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
