package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineageTextTest {
  @Test
  void saysNothingOfWhatIsPlain() {
    assertThat(LineageText.of(Lineage.EXACT)).isEmpty();
    assertThat(LineageText.of(new Lineage("", "", EvidenceKind.ACCOUNTED, 1, true, ""))).isEmpty();
  }

  @Test
  void saysWhatWasDoneToTheBytes() {
    Lineage tls = new Lineage("", "deflate+tls", EvidenceKind.ACCOUNTED, 1, false, "");

    assertThat(LineageText.of(tls)).isEqualTo("deflate+tls in the JVM: no zero-copy");
  }

  @Test
  void saysHowSureAnInferredRouteIsAndWhyZeroCopyWasRefused() {
    Lineage inferred = new Lineage("", "", EvidenceKind.MODELLED, 0.984, true, "no descriptor");

    assertThat(LineageText.of(inferred))
        .isEqualTo(
            "inferred: what was read was found in 98 % of the writes checked"
                + " (files of equal content look alike)"
                + " · zero-copy asked for, not obtained: no descriptor");
  }
}
