package io.bytetrail.collector.html;

/**
 * What is the same in every page.
 *
 * @param style the style sheet
 * @param charts ECharts
 * @param script draws the charts
 */
record PageAssets(String style, String charts, String script) {
  static PageAssets load() {
    return new PageAssets(Asset.STYLE.text(), Asset.CHARTS.text(), Asset.SCRIPT.text());
  }

  /** Allows these two scripts, and neither others nor any request. */
  String policy() {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
        + Asset.hash(charts)
        + " "
        + Asset.hash(script);
  }
}
