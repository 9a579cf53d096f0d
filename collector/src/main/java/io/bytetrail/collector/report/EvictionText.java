package io.bytetrail.collector.report;

import io.bytetrail.collector.report.Eviction.Party;
import java.util.List;

/**
 * Who took the page cache from whom, a line a pair; what a route took from itself is a file that
 * does not fit, and needs no line for every other.
 *
 * <pre>
 * Evicted from the page cache (by whom, from whom):
 *     15.6 MiB K, 15.6 MiB brought in again   Archive.stream:31 (4GiB+) ▶ Thumbnails.read:22 (16KiB-64KiB)
 *      988 MiB K                              Archive.stream:31 (4GiB+) ▶ itself
 * </pre>
 */
public final class EvictionText {
  private static final int MOST_LINES = 5;

  private EvictionText() {}

  static void write(Page page, Report report) {
    List<Eviction> evictions = report.evictions();
    if (evictions.isEmpty()) {
      return;
    }
    page.blank();
    page.line("Evicted from the page cache (for whom ▶ whose):");
    List<Eviction> shown =
        evictions.stream()
            .sorted((a, b) -> Boolean.compare(b.isAmongOthers(), a.isAmongOthers()))
            .limit(MOST_LINES)
            .toList();
    for (Eviction eviction : shown) {
      String back =
          eviction.refaultedBytes() > 0
              ? ", " + Units.bytes(eviction.refaultedBytes()) + " brought in again"
              : "";
      page.line(
          "    %10s %s%-27s  %s ▶ %s",
          Units.bytes(eviction.evictedBytes()),
          Page.mark(eviction.evidence()),
          back,
          name(eviction.evictor()),
          eviction.isAmongOthers() ? name(eviction.victim()) : "itself");
    }
    if (shown.size() < evictions.size()) {
      long rest =
          evictions.stream().mapToLong(Eviction::evictedBytes).sum()
              - shown.stream().mapToLong(Eviction::evictedBytes).sum();
      page.line(
          "    … and %s more with %s",
          Page.count(evictions.size() - shown.size(), "pair"), Units.bytes(rest));
    }
  }

  /** A party in a few words. */
  public static String name(Party party) {
    return switch (party.kind()) {
      case ROUTE -> Place.shortSite(party.name()) + " (" + party.sizeClass() + ")";
      case PROCESS -> party.name() + " (outside routes)";
      case OTHER -> party.name() + " (not of this JVM)";
      case KERNEL, SEVERAL -> party.name();
    };
  }
}
