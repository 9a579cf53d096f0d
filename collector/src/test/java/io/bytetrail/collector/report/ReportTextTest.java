package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
  void cutsALongListOfRoutesAndSaysSo() {
    Report sample = SampleReports.fileServer();
    List<Route> many = new ArrayList<>(Collections.nCopies(17, sample.routes().get(0)));
    Report report =
        new Report(
            sample.schema(),
            sample.service(),
            sample.pid(),
            sample.jvm(),
            sample.durationNanos(),
            sample.evidence(),
            sample.overhead(),
            many,
            sample.outside());

    assertThat(ReportText.of(report, false))
        .contains("10  com.acme.Download.send")
        .doesNotContain("11  com.acme.Download.send")
        .contains("… and 2 routes more with 2.00 GiB")
        .contains(
            "1.00 GiB  262,144 calls  com.acme.Download.send(Download.java:88): FileInputStream.read");
  }

  private static String golden(String name) throws Exception {
    try (InputStream text = ReportTextTest.class.getResourceAsStream(name + ".txt")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
