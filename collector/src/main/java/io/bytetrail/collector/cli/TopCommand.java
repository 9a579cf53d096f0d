package io.bytetrail.collector.cli;

import io.bytetrail.collector.live.LaneRate;
import io.bytetrail.collector.live.Rates;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows which lanes move most at the moment, as {@code top} shows processes. */
@Command(
    name = "top",
    description = {
      "Shows which lanes of the JVMs that run with the agent move most at the moment.",
      "",
      "Calls, bytes, transfers and copies come from the ledgers, which costs the JVMs nothing. What"
          + " devices moved, hits and stalls come from a probe of its own, where it may start one.",
      "",
      "Keys: b bytes, c calls, t transfers, m misses, d device, s stalled, j copied in the JVM;",
      "      p pause, arrows scroll, q quit.",
    },
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "PID|LEDGER",
      description = "which JVMs; default: all that may be read, those that start meanwhile too")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "from one look to the next, at least 100ms (default 1s)")
  private Duration every = Duration.ofSeconds(1);

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      description = "${COMPLETION-CANDIDATES} (default BYTES)")
  private TopOrder order = TopOrder.BYTES;

  @Option(
      names = "--batch",
      description = "print one table after the other, as when this is no terminal")
  private boolean batch;

  @Option(names = "--count", paramLabel = "N", description = "end after so many tables")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--probe",
      paramLabel = "off|PATH",
      description = "no probe of its own, or this one (default: the one in the jar)")
  private String probe = "";

  @Spec private CommandSpec spec;

  private final List<Path> ledgers = new ArrayList<>();
  private Rates rates;
  private TopTable table;
  private List<LaneRate> shown = List.of();
  private int scrolled;
  private boolean paused;
  private boolean over;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (every.compareTo(TopTable.shortest()) < 0) {
      throw new ParameterException(spec.commandLine(), "--every takes at least 100ms");
    }
    for (String target : targets) {
      ledgers.add(Ledgers.locate(target));
    }
    try (Rates all = Rates.start(probe)) {
      rates = all;
      table = new TopTable(all, every);
      look();
      if (batch || !TopScreen.isPossible()) {
        printTables();
      } else {
        drawTables();
      }
    }
    return 0;
  }

  /** One that has ended since is let go, as are files that are no ledgers. */
  private void look() {
    try {
      for (Path ledger : targets.isEmpty() ? Ledgers.all() : ledgers) {
        rates.add(ledger);
      }
    } catch (IOException e) {
      // Gone while it was looked for: the others are there in a moment.
    }
    shown = rates.look();
  }

  private void printTables() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (long i = 0; i < count; i++) {
      Thread.sleep(every.toMillis());
      look();
      lines().forEach(out::println);
      out.println();
      out.flush();
      if (!targets.isEmpty() && rates.size() == 0) {
        return;
      }
    }
  }

  private void drawTables() throws IOException {
    try (TopScreen screen = TopScreen.open()) {
      for (long i = 0; i < count && !over; i++) {
        long next = System.nanoTime() + every.toNanos();
        draw(screen);
        for (long left = every.toNanos(); left > 0 && !over; left = next - System.nanoTime()) {
          if (screen.key(TimeUnit.NANOSECONDS.toMillis(left), this::press)) {
            draw(screen);
          }
        }
        if (!paused) {
          look();
        }
      }
    }
  }

  private void draw(TopScreen screen) {
    List<String> lines = lines();
    screen.show(lines, lines.indexOf(table.heading()));
  }

  private List<String> lines() {
    List<LaneRate> sorted = new ArrayList<>(shown);
    sorted.sort(order.comparator());
    scrolled = Math.max(0, Math.min(scrolled, sorted.size() - 1));
    List<String> lines = new ArrayList<>(table.head(sorted, order));
    if (rates.size() == 0) {
      lines.add("no JVM runs with the agent; waiting for one");
    }
    lines.add(table.heading());
    sorted.stream().skip(scrolled).map(table::line).forEach(lines::add);
    return lines;
  }

  private void press(int key) {
    TopOrder chosen = TopOrder.of(key);
    if (chosen != null) {
      order = chosen;
      scrolled = 0;
    }
    switch (key) {
      case 'q', 3, TopScreen.END_OF_INPUT -> over = true;
      case 'p', ' ' -> paused = !paused;
      case TopScreen.UP -> scrolled--;
      case TopScreen.DOWN -> scrolled++;
      default -> {}
    }
  }
}
