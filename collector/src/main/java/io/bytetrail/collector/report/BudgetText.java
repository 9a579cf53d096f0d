package io.bytetrail.collector.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what the probe put away to keep its budget, and when; a sentence each. */
final class BudgetText {
  private BudgetText() {}

  static List<String> of(ProgramCosts costs, int error) {
    List<String> all = new ArrayList<>();
    if (costs.budget() > 0 && error != 0) {
      all.add(
          "budget="
              + percent(costs.budget())
              + " is not kept: the kernel's statistics of eBPF programs cannot be switched on"
              + " (error "
              + -error
              + "), which takes CAP_SYS_ADMIN");
    }
    boolean allAway = costs.shed().size() == 3;
    for (ProgramCosts.Shed shed : costs.shed()) {
      allAway &= shed.now();
      all.add(sentence(costs, shed));
    }
    if (allAway && costs.share() > costs.budget()) {
      all.add(
          "the programs that count bytes take "
              + percent(costs.share())
              + " of a processor, above budget="
              + percent(costs.budget())
              + ": they are never put away");
    }
    return all;
  }

  private static String sentence(ProgramCosts costs, ProgramCosts.Shed shed) {
    return what(shed.part())
        + " not known for "
        + Units.nanos(shed.nanos())
        + " of "
        + Units.nanos(costs.countedNanos())
        + (shed.now() ? ", nor at the moment" : "")
        + ": put away to keep budget="
        + percent(costs.budget())
        + (shed.times() == 1 ? ", " : ", " + Units.count(shed.times()) + " times, the last time ")
        + Units.nanos(shed.lastFromNanos())
        + " after counting began";
  }

  private static String what(String part) {
    return switch (part) {
      case "mapped-faults" -> "faults in calls, and what mapped files had in the cache, are";
      case "latencies" -> "latencies, requests in flight and failed requests are";
      default -> "whether bytes left copied or by reference is";
    };
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.4f", 100 * share).replaceAll("\\.?0+$", "") + "%";
  }
}
