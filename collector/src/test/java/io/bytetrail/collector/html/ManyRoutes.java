package io.bytetrail.collector.html;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.History;
import io.bytetrail.collector.report.Outcome;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.SampleReports;
import io.bytetrail.collector.report.Variants;
import java.util.ArrayList;
import java.util.List;

/** A service with as many routes as a page has cards for, of every kind there is, and a past. */
final class ManyRoutes {
  private static final List<String> SIZES =
      List.of("0-4KiB", "64KiB-256KiB", "1MiB-4MiB", "16MiB-64MiB", "1GiB-4GiB", "growing");
  private static final String[] CLASSES = {"Download", "Index", "Backup", "Thumbnails", "Segments"};

  private ManyRoutes() {}

  static Report report(int count) {
    Report sample = SampleReports.fileServer();
    List<Route> kinds = sample.routes().stream().filter(Route::hasFile).toList();
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Route kind = kinds.get(i % kinds.size());
      String name = CLASSES[(i / 7) % CLASSES.length];
      String site =
          "com.acme.store.%s$Worker.handle%d(%s.java:%d)".formatted(name, i / 3, name, 40 + i / 3);
      routes.add(
          Variants.of(kind, site, SIZES.get(i % SIZES.size()), 1.0 / (1 + i), advice(i, kind)));
    }
    routes.set(1, routes.get(1).withOutcome(outcome("as predicted", 0.42, 0.39)));
    routes.set(4, routes.get(4).withOutcome(outcome(Outcome.WORSE, 0.2, -0.31)));
    Report report = sample.withRoutes(routes).with(past());
    return report.withEvictions(
        List.of(
            new Eviction(
                Eviction.Party.route(routes.get(3)),
                Eviction.Party.route(routes.get(0)),
                730L << 20,
                410L << 20,
                EvidenceKind.KERNEL),
            new Eviction(
                Eviction.Party.of(Eviction.Kind.PROCESS, "file-server"),
                Eviction.Party.route(routes.get(1)),
                12L << 20,
                0,
                EvidenceKind.MODELLED)));
  }

  private static Outcome outcome(String judgement, double predicted, double realised) {
    return new Outcome(
        "read-write",
        "com.acme.store.Download.send(Download.java:40)",
        "17.0.15",
        1_789_000_000_000L,
        "sendfile",
        judgement,
        predicted,
        List.of(predicted - 0.11, predicted + 0.13),
        realised,
        List.of(realised - 0.09, realised + 0.09),
        0.71,
        0.71 - realised);
  }

  private static Advice advice(int i, Route kind) {
    return switch (i % 3) {
      case 0 ->
          new Advice(
              Advice.CHANGE,
              "sendfile",
              "72.6 % of the bytes are hits and each is copied four times; nothing is done to them"
                  + " between the read and the write",
              0.42,
              List.of(0.31, 0.55),
              """
              byte[] chunk = new byte[8192];              // before
              for (int n; (n = in.read(chunk)) > 0;) {
                out.write(chunk, 0, n);
              }
              channel.transferTo(0, channel.size(), socketChannel);  // after""",
              List.of(
                  "Tomcat: sendfileSize=\"48\" on the connector",
                  "Netty: new DefaultFileRegion(channel, 0, size)"),
              new Advice.Prediction(
                  "sendfile",
                  0.71,
                  0.29,
                  0.42,
                  List.of(0.31, 0.55),
                  0.2,
                  List.of(0.1, 0.3),
                  4000,
                  1680,
                  List.of(1240.0, 2200.0),
                  800,
                  0.8),
              List.of("direct: the filesystem is tmpfs"),
              0,
              List.of("calibrated on this host 2 days ago, ext4 on vda, median error 4 %"));
      case 1 -> Advice.keep(kind.strategy(), "nothing else is better by more than 5 %");
      default -> Advice.unknown(kind.strategy(), "not calibrated on this host");
    };
  }

  private static History past() {
    long from = 1_790_000_000_000L;
    List<History.Point> points = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long wave = (long) (40e6 * (1.2 + Math.sin(i / 20.0)));
      long cold = i % 90 > 70 ? (long) 25e6 : (long) 1e6;
      long stalled = i % 90 > 70 ? (long) 4e6 : 0;
      points.add(
          new History.Point(
              from + 1000L * (i + 1),
              wave + cold + stalled,
              wave,
              cold,
              stalled,
              stalled * 50,
              cold,
              2 * wave,
              wave));
    }
    return new History(from, points);
  }
}
