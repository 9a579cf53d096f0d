package io.bytetrail.collector.jfr;

import io.bytetrail.collector.report.Hop;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.RouteEvidence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/** Tells the lanes of the newest report, as often as recordings say. */
public final class LaneEvents implements Runnable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Supplier<Report> reports;

  /** By lane: the route of the report before. */
  private Map<List<String>, Route> before = Map.of();

  private long beforeNanos;

  private LaneEvents(Supplier<Report> reports) {
    this.reports = reports;
  }

  /**
   * Begins to, once a recording enables the event.
   *
   * @param reports the newest report; an {@link IllegalStateException} while there is none
   * @param asOwn runs what is not to be counted as the application's
   * @return undoes it
   */
  public static Runnable register(Supplier<Report> reports, Executor asOwn) {
    LaneEvents events = new LaneEvents(reports);
    FlightRecorder.register(LaneEvent.class);
    Runnable period = () -> asOwn.execute(events);
    FlightRecorder.addPeriodicEvent(LaneEvent.class, period);
    return () -> {
      FlightRecorder.removePeriodicEvent(period);
      FlightRecorder.unregister(LaneEvent.class);
    };
  }

  @Override
  public synchronized void run() {
    Report report;
    try {
      report = reports.get();
    } catch (IllegalStateException e) {
      return; // Nothing has been counted yet, or no longer.
    }
    double seconds = (report.durationNanos() - beforeNanos) / NANOS_PER_SECOND;
    Map<List<String>, Route> now = new HashMap<>();
    for (Route route : report.routes()) {
      List<String> key = key(route);
      now.put(key, route);
      LaneEvent event = event(route);
      Route earlier = before.get(key);
      if (earlier != null && seconds > 0) {
        event.transferRate = (route.transfers() - earlier.transfers()) / seconds;
        event.fileByteRate = Math.round((route.fileBytes() - earlier.fileBytes()) / seconds);
      }
      event.commit();
    }
    before = now;
    beforeNanos = report.durationNanos();
  }

  private static List<String> key(Route route) {
    return List.of(
        route.site(),
        route.lineage().via(),
        route.sizeClass(),
        route.target(),
        String.join(" ", route.operations()));
  }

  private static LaneEvent event(Route route) {
    LaneEvent event = new LaneEvent();
    event.site = route.site();
    event.strategy = route.strategy();
    event.operations = String.join(" → ", route.operations());
    event.hops = hops(route);
    event.sizeClass = route.sizeClass();
    event.target = route.target();
    event.device = route.device();
    event.filesystem = route.filesystem();
    event.netdev = route.netdev();
    event.file = route.file();
    event.transfers = route.transfers();
    event.calls = route.calls();
    event.fileBytes = route.fileBytes();
    event.cacheHitBytes = route.cacheHitBytes();
    event.cacheHitShare =
        route.fileBytes() == 0 ? 0 : (double) route.cacheHitBytes() / route.fileBytes();
    event.readAheadBytes = route.readAheadBytes();
    event.stalledBytes = route.stalledBytes();
    event.stalledTime = route.stalledNanos();
    event.dmaBytes = route.dmaBytes();
    event.cpuCopiedBytes = route.cpuCopiedBytes();
    event.jvmCopiedBytes = route.jvmCopiedBytes();
    event.directBytes = route.directBytes();
    event.systemCalls = route.systemCalls();
    event.modeSwitches = route.modeSwitches();
    event.majorFaults = route.majorFaults();
    event.minorFaults = route.minorFaults();
    event.verdict = route.advice().verdict();
    event.advisedStrategy = route.advice().strategy();
    known(event, route.evidence());
    came(event, route.lineage());
    return event;
  }

  private static void known(LaneEvent event, RouteEvidence evidence) {
    event.cacheEvidence = evidence.cache().name();
    event.deviceEvidence = evidence.device().name();
    event.copiesEvidence = evidence.copies().name();
    event.jvmEvidence = evidence.jvm().name();
    event.callsEvidence = evidence.calls().name();
  }

  private static void came(LaneEvent event, Lineage lineage) {
    event.via = lineage.via();
    event.transformed = lineage.transformed();
    event.lineageEvidence = lineage.evidence().name();
    event.lineageConfidence = lineage.confidence();
    event.zeroCopyAsked = lineage.zeroCopyAsked();
    event.zeroCopyRefused = lineage.zeroCopyRefused();
  }

  /** {@code device DMA page-cache 4096 KERNEL}, one hop after the other. */
  private static String hops(Route route) {
    StringBuilder text = new StringBuilder();
    for (Hop hop : route.hops()) {
      text.append(text.length() == 0 ? "" : "; ")
          .append(hop.from())
          .append(' ')
          .append(hop.mover())
          .append(' ')
          .append(hop.to())
          .append(' ')
          .append(hop.bytes())
          .append(' ')
          .append(hop.evidence());
    }
    return text.toString();
  }
}
