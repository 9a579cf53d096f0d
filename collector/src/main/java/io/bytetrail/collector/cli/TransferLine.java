package io.bytetrail.collector.cli;

import io.bytetrail.collector.live.Transferred;
import io.bytetrail.collector.report.Units;
import io.bytetrail.ledger.trace.TraceEntry;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** For people: columns of fixed width, the ones that vary most at the end. */
final class TransferLine implements TransferFormat {

  private final DateTimeFormatter clock =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Override
  public String heading() {
    return row("ENDED", "PID", "NUMBER", "TIME", "BYTES", "CALLS", "OPERATION", "FILE", "SITE");
  }

  @Override
  public String line(Transferred transfer) {
    TraceEntry entry = transfer.entry();
    String more = entry.continued() ? "+" : "";
    String failed = entry.errors() == 0 ? "" : "  " + entry.errors() + " failed";
    return row(
        clock.format(Instant.ofEpochMilli(entry.endMillis())),
        Integer.toString(transfer.pid()),
        more + Integer.toUnsignedString(entry.number()),
        Units.nanos(entry.nanos()),
        Units.bytes(entry.bytes()),
        Units.count(entry.calls()),
        transfer.operations(),
        transfer.file().isEmpty() ? "–" : transfer.file(),
        transfer.site() + failed);
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-12s %7s %8s %9s %10s %9s  %-42s %s  %s", cells);
  }
}
