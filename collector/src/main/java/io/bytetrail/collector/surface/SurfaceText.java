package io.bytetrail.collector.surface;

import io.bytetrail.collector.surface.SurfaceRow.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The table as text.
 *
 * <pre>
 *  operation                     bytetrail: seen of moved, in bytes  as                    JFR                         kernel
 *  FileInputStream.read(byte[])  exact    read 32,868 of 32,868      FileInputStream.read  all   32,868 B in 6 events  exact  32,868 B in 6 calls
 * </pre>
 */
public final class SurfaceText {
  private static final int STATE_WIDTH = 9;
  private static final String[] HEADINGS = {
    "operation", "bytetrail: seen of moved, in bytes", "as", "JFR", "kernel"
  };

  private SurfaceText() {}

  public static String of(SurfaceReport report) {
    List<String[]> table = new ArrayList<>();
    for (SurfaceRow row : report.rows()) {
      table.add(
          new String[] {
            row.operation(), seen(row), String.join(", ", row.lanes()), jfr(row), kernel(row)
          });
    }
    int[] widths = widths(table);
    StringBuilder text = new StringBuilder();
    line(text, widths, HEADINGS);
    String family = "";
    for (int i = 0; i < table.size(); i++) {
      SurfaceRow row = report.rows().get(i);
      if (!row.family().equals(family)) {
        family = row.family();
        text.append('\n');
      }
      line(text, widths, table.get(i));
      if (!row.why().isEmpty()) {
        text.append("    ").append(row.why()).append('\n');
      }
    }
    return text.append('\n').append(summary(report)).toString();
  }

  private static int[] widths(List<String[]> table) {
    int[] widths = new int[HEADINGS.length];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Stream.concat(Stream.of(new String[][] {HEADINGS}), table.stream())
              .mapToInt(cells -> cells[column].length())
              .max()
              .orElse(0);
    }
    return widths;
  }

  private static void line(StringBuilder text, int[] widths, String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length() + 2));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static String seen(SurfaceRow row) {
    String state = name(row.state());
    boolean counted = row.state() != State.ABSENT && row.state() != State.FAILED;
    String amounts = counted ? amounts(row) : "";
    return state + " ".repeat(Math.max(1, STATE_WIDTH - state.length())) + amounts;
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String amounts(SurfaceRow row) {
    List<String> parts = new ArrayList<>();
    Moved moved = row.moved();
    Moved seen = row.seen();
    if (moved.read() == moved.written() && seen.read() == seen.written()) {
      amount(parts, "through", moved.read(), seen.read(), moved.atLeast());
    } else {
      amount(parts, "read", moved.read(), seen.read(), moved.atLeast());
      amount(parts, "written", moved.written(), seen.written(), false);
    }
    if (moved.mapped() > 0) {
      amount(parts, "mapped", moved.mapped(), seen.mapped(), false);
    }
    amount(parts, "forced", moved.forced(), seen.forced(), false);
    return String.join(", ", parts);
  }

  private static void amount(
      List<String> parts, String what, long moved, long seen, boolean atLeast) {
    if (moved != 0 || seen != 0) {
      parts.add(what + " " + count(seen) + (atLeast ? " of ≥ " : " of ") + count(moved));
    }
  }

  private static String jfr(SurfaceRow row) {
    JfrSeen jfr = row.jfr();
    if (row.state() == State.ABSENT) {
      return "";
    }
    if (jfr.events() == 0) {
      return "no event";
    }
    String all = jfr.isAllOf(row.moved()) ? "all   " : "part  ";
    long bytes = jfr.readBytes() + jfr.writtenBytes();
    return all + count(bytes) + " B in " + count(jfr.events()) + " events";
  }

  private static String kernel(SurfaceRow row) {
    KernelSeen kernel = row.kernel();
    if (row.state() == State.ABSENT || row.state() == State.FAILED) {
      return "";
    }
    if (!kernel.why().isEmpty()) {
      return kernel.exact() ? "" : "no: " + kernel.why();
    }
    if (row.lanes().isEmpty()) {
      return "no lane to file it under";
    }
    String faults = kernel.faults() > 0 ? ", " + count(kernel.faults()) + " faults" : "";
    return "exact  "
        + count(kernel.bytes())
        + " B in "
        + count(kernel.systemCalls())
        + " calls"
        + faults;
  }

  private static String summary(SurfaceReport report) {
    StringBuilder text = new StringBuilder();
    text.append(report.jdk())
        .append(": ")
        .append(count(report.rows().size()))
        .append(" operations");
    for (State state : State.values()) {
      if (report.count(state) > 0) {
        text.append(", ").append(count(report.count(state))).append(' ').append(name(state));
      }
    }
    long jfr = report.rows().stream().filter(row -> row.jfr().isAllOf(row.moved())).count();
    text.append("\nJFR      ");
    text.append(
        report.noJfr().isEmpty()
            ? "has all of "
                + count(jfr)
                + "; its file and socket events, without threshold and throttle"
            : "not asked: " + report.noJfr());
    List<SurfaceRow> counted =
        report.rows().stream().filter(row -> !row.lanes().isEmpty()).toList();
    long kernel = counted.stream().filter(row -> row.kernel().exact()).count();
    text.append("\nkernel   ");
    text.append(
        report.noKernel().isEmpty()
            ? "agrees with the agent in "
                + count(kernel)
                + " of "
                + count(counted.size())
                + ", by system calls filed under lanes"
            : "not asked: " + report.noKernel());
    text.append("\nerrors   ").append(report.suppressed()).append(" suppressed in hooks");
    if (!report.firstError().isEmpty()) {
      text.append(", the first: ").append(report.firstError());
    }
    return text.append('\n').toString();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
