package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a reader must know of a route's lineage, in a line; nothing of one that the identity of the
 * buffers shows and that is as it was asked for.
 *
 * <pre>
 *     tls in the JVM: no zero-copy · zero-copy asked for, not obtained: TLS: …
 *     inferred: what was read was found in 98 % of the writes checked
 *       (files of equal content look alike)
 * </pre>
 */
public final class LineageText {
  private LineageText() {}

  public static String of(Lineage lineage) {
    List<String> parts = new ArrayList<>();
    if (!lineage.transformed().isEmpty()) {
      parts.add(lineage.transformed() + " in the JVM: no zero-copy");
    }
    if (lineage.evidence() == EvidenceKind.MODELLED) {
      parts.add(
          String.format(
              Locale.ROOT,
              "inferred: what was read was found in %.0f %% of the writes checked"
                  + " (files of equal content look alike)",
              100 * lineage.confidence()));
    }
    if (!lineage.zeroCopyRefused().isEmpty()) {
      parts.add("zero-copy asked for, not obtained: " + lineage.zeroCopyRefused());
    }
    return String.join(" · ", parts);
  }
}
