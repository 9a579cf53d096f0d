package io.bytetrail.collector.cli;

import io.bytetrail.collector.live.LaneRate;
import io.bytetrail.collector.live.Rates;
import io.bytetrail.collector.report.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The lines that {@code top} shows: what is summed up, the heading, and a line a lane. */
final class TopTable {
  private static final String UNKNOWN = "–";

  private final Rates rates;
  private final Duration every;

  TopTable(Rates rates, Duration every) {
    this.rates = rates;
    this.every = every;
  }

  /** What stands above the table. */
  List<String> head(List<LaneRate> lanes, TopOrder order) {
    List<String> head = new ArrayList<>();
    double seconds = lanes.isEmpty() ? 1 : lanes.get(0).seconds();
    long bytes = lanes.stream().mapToLong(LaneRate::bytes).sum();
    long device = lanes.stream().mapToLong(LaneRate::deviceBytes).sum();
    long copied = lanes.stream().mapToLong(LaneRate::jvmCopiedBytes).sum();
    head.add(
        "bytetrail top · "
            + (rates.size() == 1 ? "1 JVM" : rates.size() + " JVMs")
            + " · every "
            + Units.nanos(every.toNanos())
            + " · by "
            + order.name().toLowerCase(Locale.ROOT));
    head.add(
        rate(bytes, seconds)
            + " in calls (accounted)"
            + (rates.missing().isEmpty()
                ? " · " + rate(device, seconds) + " by devices (kernel)"
                : "")
            + " · "
            + rate(copied, seconds)
            + " copied in JVMs (accounted)");
    if (!rates.missing().isEmpty()) {
      head.add(rates.missing());
    }
    return head;
  }

  String heading() {
    return row(
        "PID",
        "BYTES/s",
        "CALLS/s",
        "TRANSF/s",
        "HIT",
        "DEVICE/s",
        "STALL/s",
        "JVM-CP/s",
        "OPERATION",
        "SITE");
  }

  String line(LaneRate lane) {
    boolean seen = rates.hasKernelCounts(lane.pid());
    return row(
        Integer.toString(lane.pid()),
        Units.bytes(Math.round(lane.perSecond(lane.bytes()))),
        Units.mean(lane.perSecond(lane.calls())),
        Units.mean(lane.perSecond(lane.transfers())),
        seen && lane.lookedUpBytes() > 0
            ? Units.percent(lane.hitBytes(), lane.lookedUpBytes())
            : UNKNOWN,
        seen ? Units.bytes(Math.round(lane.perSecond(lane.deviceBytes()))) : UNKNOWN,
        seen ? Units.nanos(Math.round(lane.perSecond(lane.stalledNanos()))) : UNKNOWN,
        Units.bytes(Math.round(lane.perSecond(lane.jvmCopiedBytes()))),
        lane.operations(),
        lane.lane().site() + (lane.lane().path().isEmpty() ? "" : "  " + lane.lane().path()));
  }

  private static String rate(long count, double seconds) {
    return Units.bytes(Math.round(count / seconds)) + "/s";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%7s %9s %8s %8s %7s %9s %8s %9s  %-46s %s", cells);
  }

  static Duration shortest() {
    return Duration.ofNanos(TimeUnit.MILLISECONDS.toNanos(100));
  }
}
