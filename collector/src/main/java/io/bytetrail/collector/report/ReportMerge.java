package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Several JVMs of one service in one report. Counts are added up; a sum is known no better than the
 * weakest of what it adds up; the time counted is that of the longest, as of JVMs that run beside
 * each other.
 */
public final class ReportMerge {
  private ReportMerge() {}

  /**
   * One report of several.
   *
   * @param bySource the reports by where each is from, in the order in which they are named
   * @throws IllegalArgumentException when they are of different services, or two of one process
   */
  public static Report of(Map<String, Report> bySource) {
    List<Report> reports = List.copyOf(bySource.values());
    if (reports.size() == 1) {
      return reports.get(0);
    }
    refuseStrangers(bySource);
    List<Route> routes = RouteMerge.of(reports.stream().flatMap(r -> r.routes().stream()).toList());
    return new Report(
        Report.SCHEMA,
        reports.get(0).service(),
        reports.get(0).pid(),
        String.join(", ", new TreeSet<>(reports.stream().map(Report::jvm).toList())),
        reports.stream().mapToLong(Report::durationNanos).max().orElse(0),
        evidence(bySource),
        overhead(reports),
        routes,
        outside(reports),
        evictions(reports),
        // Each probe has seen the writes of all: what is its own to one is another's to the other.
        List.of(),
        HistoryMerge.of(reports.stream().map(Report::history).toList()),
        instances(bySource));
  }

  private static void refuseStrangers(Map<String, Report> bySource) {
    Map<String, String> sourceOfService = new LinkedHashMap<>();
    Map<List<Long>, String> sourceOfProcess = new LinkedHashMap<>();
    bySource.forEach(
        (source, report) -> {
          sourceOfService.putIfAbsent(report.service(), source);
          String other =
              sourceOfProcess.put(List.of(report.pid(), report.history().fromMillis()), source);
          if (other != null && !report.history().points().isEmpty()) {
            throw new IllegalArgumentException(
                other + " and " + source + " are of the same process: give one of them");
          }
        });
    if (sourceOfService.size() > 1) {
      throw new IllegalArgumentException(
          "these are different services, report on one at a time: "
              + sourceOfService.entrySet().stream()
                  .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                  .collect(Collectors.joining(", ")));
    }
  }

  private static Report.Evidence evidence(Map<String, Report> bySource) {
    List<String> missing = new ArrayList<>();
    bySource.forEach(
        (source, report) ->
            report.evidence().missing().forEach(why -> missing.add(source + ": " + why)));
    List<Report.Evidence> all = bySource.values().stream().map(Report::evidence).toList();
    // Of those that know what the process read.
    List<Report.Evidence> known = all.stream().filter(e -> e.processReadBytes() > 0).toList();
    return new Report.Evidence(
        weakestRung(all),
        all.stream().allMatch(e -> e.mode().equals("verify")) ? "verify" : "always-on",
        missing,
        sum(all, Report.Evidence::dropped),
        sum(all, Report.Evidence::suppressed),
        sum(known, Report.Evidence::explainedReadBytes),
        sum(known, Report.Evidence::processReadBytes));
  }

  private static String weakestRung(List<Report.Evidence> all) {
    return all.stream()
        .map(Report.Evidence::rung)
        .max(Comparator.comparingInt(List.of("kernel", "accounted", "modelled")::indexOf))
        .orElse("modelled");
  }

  private static Report.Overhead overhead(List<Report> reports) {
    List<Report.Overhead> all = reports.stream().map(Report::overhead).toList();
    return new Report.Overhead(
        sum(all, Report.Overhead::kernelNanos),
        sum(all, Report.Overhead::agentNanos),
        sum(all, Report.Overhead::collectorCpuNanos),
        weakest(all, Report.Overhead::kernelEvidence),
        weakest(all, Report.Overhead::agentEvidence),
        sum(all, Report.Overhead::samplingNanos),
        ProgramCosts.merge(all.stream().map(Report.Overhead::kernel).toList()));
  }

  private static List<Report.OutsideFile> outside(List<Report> reports) {
    Map<List<String>, Long> bytes = new LinkedHashMap<>();
    for (Report report : reports) {
      for (Report.OutsideFile file : report.outside()) {
        bytes.merge(List.of(file.name(), file.device()), file.bytes(), Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .map(e -> new Report.OutsideFile(e.getKey().get(0), e.getKey().get(1), e.getValue()))
        .sorted(Comparator.comparingLong(Report.OutsideFile::bytes).reversed())
        .toList();
  }

  private static List<Eviction> evictions(List<Report> reports) {
    Map<List<Object>, Eviction> sums = new LinkedHashMap<>();
    for (Report report : reports) {
      for (Eviction eviction : report.evictions()) {
        sums.merge(
            List.of(eviction.evictor(), eviction.victim(), eviction.evidence()),
            eviction,
            (a, b) ->
                new Eviction(
                    a.evictor(),
                    a.victim(),
                    a.evictedBytes() + b.evictedBytes(),
                    a.refaultedBytes() + b.refaultedBytes(),
                    a.evidence()));
      }
    }
    return sums.values().stream()
        .sorted(Comparator.comparingLong(Eviction::evictedBytes).reversed())
        .toList();
  }

  /** Those of a report that is of several itself are told one by one. */
  private static List<Instance> instances(Map<String, Report> bySource) {
    List<Instance> instances = new ArrayList<>();
    bySource.forEach(
        (source, report) -> {
          if (report.instances().isEmpty()) {
            instances.add(
                new Instance(
                    source,
                    report.pid(),
                    report.jvm(),
                    report.durationNanos(),
                    report.evidence().rung(),
                    sum(report.routes(), Route::fileBytes)));
          } else {
            instances.addAll(report.instances());
          }
        });
    return instances;
  }

  static <T> long sum(List<T> all, ToLongFunction<T> figure) {
    return all.stream().mapToLong(figure).sum();
  }

  static <T> EvidenceKind weakest(List<T> all, Function<T, EvidenceKind> kind) {
    return all.stream().map(kind).max(EvidenceKind::compareTo).orElse(EvidenceKind.MODELLED);
  }
}
