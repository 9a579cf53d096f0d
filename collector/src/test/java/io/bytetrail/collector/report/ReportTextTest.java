package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  @Test
  void readsAsTheGoldenText() throws Exception {
    assertThat(ReportText.of(SampleReports.fileServer(), false)).isEqualTo(golden("file-server"));
  }

  @Test
  void saysSoWhenNothingWasCounted() throws Exception {
    assertThat(ReportText.of(SampleReports.withoutKernel(), false))
        .isEqualTo(golden("without-kernel"));
  }

  @Test
  void staysWithinItsWidth() {
    assertThat(ReportText.of(SampleReports.fileServer(), false).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(110));
  }

  @Test
  void colourChangesNoWord() {
    String coloured = ReportText.of(SampleReports.fileServer(), true);
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "").replaceAll(" +\n", "\n"))
        .isEqualTo(ReportText.of(SampleReports.fileServer(), false));
  }

  @Test
  void cutsALongListOfPlacesAndSaysSo() {
    Route route = SampleReports.fileServer().routes().get(0);
    List<Route> many =
        IntStream.rangeClosed(1, 17)
            .mapToObj(i -> withSite(route, "com.acme.Store.put(Store.java:" + i + ")"))
            .toList();

    assertThat(ReportText.of(withRoutes(many), false))
        .contains("10  com.acme.Store.put(Store.java:10)")
        .doesNotContain("com.acme.Store.put(Store.java:11)")
        .containsPattern("15 +1.00 GiB A .* Store.put:15\\n")
        .containsPattern("2.00 GiB A .* … and 2 places more\\n")
        .containsPattern("17.0 GiB A .* all\\n");
  }

  @Test
  void putsSizeClassesOfOnePlaceTogether() {
    Route route = SampleReports.fileServer().routes().get(0);

    assertThat(ReportText.of(withRoutes(List.of(route, withSizeClass(route, "4KiB-16KiB"))), false))
        .containsPattern(" 1 +2.00 GiB A +100.0 % +75.0 K .* Download.send:88\\n")
        .containsPattern("also 4KiB-16KiB +1.00 GiB +1.00 MiB  A  1,024 passes")
        .doesNotContain("\n 2  ");
  }

  @Test
  void namesFilesWhereASiteHasSeveral() {
    Route route = SampleReports.fileServer().routes().get(0);
    Route orders = withFile(route, "growing", "read", "/var/kafka/orders-0/00000000.log");
    Route clicks = withFile(route, "4KiB-16KiB", "read", "/var/kafka/clicks-0/00000000.log");

    assertThat(ReportText.of(withRoutes(List.of(orders, clicks)), false))
        .contains("    such as /var/kafka/orders-0/00000000.log\n")
        .containsPattern("also 4KiB-16KiB .*, such as clicks-0/00000000.log\n");
    assertThat(ReportText.of(withRoutes(List.of(orders)), false)).doesNotContain("such as");
  }

  @Test
  void putsClassLoadingInOneLineAndInTheSum() {
    Route route = SampleReports.fileServer().routes().get(0);
    Route jar = inMemory(withFile(route, "1MiB-4MiB", "read", "/srv/app.jar"));
    Route module = inMemory(withFile(route, "64MiB-256MiB", "read", "/usr/lib/jvm/lib/modules"));
    Route served = withFile(route, "1MiB-4MiB", "read-write", "/srv/maven/a.jar");

    assertThat(ReportText.of(withRoutes(List.of(jar, module, served)), false))
        .containsPattern(" 1 +1.00 GiB A +33.3 % .* read-write +Download.send:88\n")
        .containsPattern("2.00 GiB A +66.7 % .* read +class loading: 2 files\n")
        .containsPattern("3.00 GiB A .* all\n")
        .doesNotContain("\n 2  ");
  }

  @Test
  void marksASumAsItsWeakestPart() {
    Route seen = SampleReports.fileServer().routes().get(0);
    Route guessed = withSizeClass(seen, "4KiB-16KiB");
    RouteEvidence modelled =
        new RouteEvidence(
            EvidenceKind.MODELLED,
            EvidenceKind.MODELLED,
            EvidenceKind.ACCOUNTED,
            EvidenceKind.MODELLED,
            EvidenceKind.MODELLED);

    assertThat(ReportText.of(withRoutes(List.of(seen, withEvidence(guessed, modelled))), false))
        .containsPattern(" 1 +2.00 GiB A +100.0 % +75.0 M +0.25 M +2.00 A +2.00 M +256 M");
  }

  private static Report withRoutes(List<Route> routes) {
    Report sample = SampleReports.fileServer();
    return new Report(
        sample.schema(),
        sample.service(),
        sample.pid(),
        sample.jvm(),
        sample.durationNanos(),
        sample.evidence(),
        sample.overhead(),
        routes,
        sample.outside());
  }

  private static Route withSite(Route route, String site) {
    return copy(
        route, site, route.strategy(), route.sizeClass(), route.target(), "", route.evidence());
  }

  private static Route withSizeClass(Route route, String sizeClass) {
    return withFile(route, sizeClass, route.strategy(), route.file());
  }

  private static Route withFile(Route route, String sizeClass, String strategy, String file) {
    return copy(route, route.site(), strategy, sizeClass, route.target(), file, route.evidence());
  }

  private static Route inMemory(Route route) {
    return copy(
        route,
        route.site(),
        route.strategy(),
        route.sizeClass(),
        "memory",
        route.file(),
        route.evidence());
  }

  private static Route withEvidence(Route route, RouteEvidence evidence) {
    return copy(
        route,
        route.site(),
        route.strategy(),
        route.sizeClass(),
        route.target(),
        route.file(),
        evidence);
  }

  private static Route copy(
      Route route,
      String site,
      String strategy,
      String sizeClass,
      String target,
      String file,
      RouteEvidence evidence) {
    return RouteBuilder.builder(route)
        .site(site)
        .strategy(strategy)
        .sizeClass(sizeClass)
        .target(target)
        .file(file)
        .evidence(evidence)
        .build();
  }

  private static String golden(String name) throws Exception {
    try (InputStream text = ReportTextTest.class.getResourceAsStream(name + ".txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
