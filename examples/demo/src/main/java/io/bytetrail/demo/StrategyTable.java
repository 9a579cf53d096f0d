package io.bytetrail.demo;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The strategy table as text: each figure measured, with the textbook's beside it.
 *
 * <pre>{@code
 *                                 system calls       mode switches      CPU copies    …
 * strategy   file    cache passes measured textbook  measured textbook  meas. textbook
 * stream     16 KiB  cold       8        4        4         8        8   2.00        2
 * }</pre>
 */
final class StrategyTable {
  private static final String HEADINGS =
      """
                                   system calls         mode switches       CPU copies     JVM      DMA copies
      strategy   file    cache  passes  measured textbook  measured textbook  meas. textbook  copies  meas. textbook
      """;

  private StrategyTable() {}

  /**
   * Renders the table and, under it, why it disagrees with the textbook where it does.
   *
   * @param javaFeature of the server's JVM, {@code 17}
   */
  static String of(List<Row> rows, int javaFeature) {
    StringBuilder out = new StringBuilder();
    out.append(
        "One pass over a file, from the disk to the socket, measured beside the textbook.\n");
    out.append("Copies are bytes moved ÷ bytes of the file.\n");
    out.append(evidence(rows)).append('\n');
    out.append(HEADINGS);
    Set<Disagreement> reasons = new TreeSet<>();
    String group = "";
    for (Row row : rows) {
      if (!row.strategy().equals(group)) {
        out.append('\n');
        group = row.strategy();
      }
      Set<Disagreement> here = Disagreement.of(row, javaFeature);
      reasons.addAll(here);
      out.append(line(row, here));
    }
    out.append('\n');
    for (Disagreement reason : reasons) {
      out.append("%-3s%s%n".formatted(reason.mark(), reason.text()));
    }
    return out.toString();
  }

  /** How the columns are known, which depends on what this machine's kernel shows. */
  private static String evidence(List<Row> rows) {
    boolean seen = rows.stream().allMatch(row -> row.dmaEvidence().equals("KERNEL"));
    return """
    Known how: system calls and mode switches %s; DMA copies %s;
    CPU and JVM copies accounted by the results of the calls, sendfile's %s.
    """
        .formatted(
            kinds(rows, Row::systemCallsEvidence),
            kinds(rows, Row::dmaEvidence),
            seen ? "seen by the kernel" : "modelled");
  }

  private static String kinds(List<Row> rows, Function<Row, String> evidence) {
    return rows.stream()
        .map(evidence)
        .distinct()
        .sorted()
        .map(kind -> kind.equals("KERNEL") ? "seen by the kernel" : kind.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" or "));
  }

  private static String line(Row row, Set<Disagreement> disagreements) {
    StringBuilder marks = new StringBuilder();
    for (Disagreement disagreement : disagreements) {
      if (disagreement != Disagreement.NO_NIC) { // it is in every row
        marks.append(disagreement.mark()).append(' ');
      }
    }
    return String.format(
            Locale.ROOT,
            "%-10s %-7s %-5s %7d  %8s %8s  %8s %8s  %5s %8s  %6s  %5s %8s  %s",
            row.strategy(),
            size(row.sizeBytes()),
            row.cache(),
            row.passes(),
            count(row.systemCalls()),
            count(row.textbook().systemCalls()),
            count(row.modeSwitches()),
            count(row.textbook().modeSwitches()),
            copies(row.cpuCopies()),
            count(row.textbook().cpuCopies()),
            copies(row.jvmCopies()),
            copies(row.dmaCopies()),
            count(row.textbookDeviceCopies()) + " + NIC",
            marks)
        .stripTrailing()
        .concat("\n");
  }

  /** {@code 16 KiB}. */
  static String size(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  /** Calls for a pass: whole, but for odd ones. */
  private static String count(double value) {
    return value == Math.rint(value) || value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /** {@code 0} only for none at all. */
  private static String copies(double value) {
    if (value == 0) {
      return "0";
    }
    return value < 0.005 ? "<0.01" : String.format(Locale.ROOT, "%.2f", value);
  }
}
