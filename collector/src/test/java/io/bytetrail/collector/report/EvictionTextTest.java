package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.collector.report.Eviction.Kind;
import io.bytetrail.collector.report.Eviction.Party;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionTextTest {
  private static final long MIB = 1 << 20;
  private static final Party STREAM =
      new Party(
          Kind.ROUTE, "com.acme.Archive.stream(Archive.java:31)", "read", "1GiB-4GiB", "memory");
  private static final Party HOT =
      new Party(
          Kind.ROUTE, "com.acme.Thumbs.read(Thumbs.java:22)", "read", "16KiB-64KiB", "memory");

  @Test
  void tellsWhatOthersLostFirst() {
    assertThat(
            text(
                new Eviction(STREAM, STREAM, 988 * MIB, 0, EvidenceKind.KERNEL),
                new Eviction(STREAM, HOT, 16 * MIB, 15 * MIB, EvidenceKind.KERNEL),
                new Eviction(Party.of(Kind.OTHER, "backup"), HOT, MIB, 0, EvidenceKind.MODELLED)))
        .containsExactly(
            "",
            "Evicted from the page cache (for whom ▶ whose):",
            "      16.0 MiB K, 15.0 MiB brought in again  Archive.stream:31 (1GiB-4GiB) ▶ Thumbs.read:22"
                + " (16KiB-64KiB)",
            "      1.00 MiB M                             backup (not of this JVM) ▶ Thumbs.read:22"
                + " (16KiB-64KiB)",
            "       988 MiB K                             Archive.stream:31 (1GiB-4GiB) ▶ itself");
  }

  @Test
  void saysNothingOfNothing() {
    assertThat(text()).isEmpty();
  }

  private static List<String> text(Eviction... evictions) {
    Page page = new Page(Style.PLAIN);
    EvictionText.write(page, SampleReports.fileServer().withEvictions(List.of(evictions)));
    return page.toString().lines().toList();
  }
}
