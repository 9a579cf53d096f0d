package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the eBPF programs took, by the kernel's own statistics of them, which are on for short
 * windows at random times. A share is run time on all processors by time gone: 0.01 is 1 % of one
 * processor.
 *
 * @param countedNanos since the programs were attached
 * @param measuredNanos of these, with the statistics on; 0 where they cannot be had
 * @param share what the programs took lately
 * @param budget what they may take; 0 for any
 * @param programs most time first
 * @param shed what was put away for the budget, and for how long
 */
public record ProgramCosts(
    long countedNanos,
    long measuredNanos,
    double share,
    double budget,
    List<Program> programs,
    List<Shed> shed) {
  /** What can be put away, first what goes first. */
  public static final List<String> PARTS = List.of("mapped-faults", "latencies", "egress");

  public static final ProgramCosts NONE = new ProgramCosts(0, 0, 0, 0, List.of(), List.of());

  public ProgramCosts {
    programs = programs == null ? List.of() : List.copyOf(programs);
    shed = shed == null ? List.of() : List.copyOf(shed);
  }

  /**
   * One program.
   *
   * @param name of the tracepoint, or the kernel's function
   * @param nanos it took: as seen in the windows, times the time counted by that measured
   * @param runs likewise
   */
  public record Program(String name, long nanos, long runs) {}

  /**
   * A part of the probe that was put away.
   *
   * @param part {@code mapped-faults}, {@code latencies} or {@code egress}
   * @param nanos how long, in all
   * @param times how often
   * @param lastFromNanos when it last was, from the time on that counting began
   * @param now whether it is at the moment
   */
  public record Shed(String part, long nanos, long times, long lastFromNanos, boolean now) {}

  static ProgramCosts merge(List<ProgramCosts> all) {
    Map<String, Program> programs = new LinkedHashMap<>();
    List<Shed> shed = new ArrayList<>();
    for (ProgramCosts each : all) {
      shed.addAll(each.shed);
      for (Program program : each.programs) {
        programs.merge(
            program.name(),
            program,
            (a, b) -> new Program(a.name(), a.nanos() + b.nanos(), a.runs() + b.runs()));
      }
    }
    return new ProgramCosts(
        ReportMerge.sum(all, ProgramCosts::countedNanos),
        ReportMerge.sum(all, ProgramCosts::measuredNanos),
        all.stream().mapToDouble(ProgramCosts::share).sum(),
        all.stream().mapToDouble(ProgramCosts::budget).max().orElse(0),
        List.copyOf(programs.values()),
        shed);
  }
}
