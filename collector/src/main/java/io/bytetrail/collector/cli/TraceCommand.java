package io.bytetrail.collector.cli;

import io.bytetrail.collector.live.TransferFilter;
import io.bytetrail.collector.live.Transferred;
import io.bytetrail.collector.live.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints single transfers as they end, until it is interrupted. */
@Command(
    name = "trace",
    description = {
      "Prints a line for each transfer of a JVM that runs with the agent, as it ends.",
      "",
      "A transfer is one pass over a file by one operation; a read and the write of what it has"
          + " read are two lines with the same number. The JVM tells of them only while somebody"
          + " watches. Interrupt it to end; what went by unread is counted.",
    },
    mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 100;
  private static final Duration SILENCE = Duration.ofSeconds(2);

  @Parameters(
      arity = "0..*",
      paramLabel = "PID|LEDGER",
      description = "which JVMs; default: all that may be read, those that start meanwhile too")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--site",
      paramLabel = "REGEX",
      description =
          "only where this is found in the line that opened the file, or in its framework's")
  private String site;

  @Option(
      names = "--file",
      paramLabel = "GLOB",
      description = "only files whose path or name matches, e.g. '*.log' or '/srv/**'")
  private String file;

  @Option(
      names = "--larger",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "only transfers of at least so many bytes, e.g. 64KiB")
  private long larger;

  @Option(
      names = "--slower",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "only those that took at least so long, e.g. 10ms")
  private Duration slower = Duration.ZERO;

  @Option(names = "--count", paramLabel = "N", description = "end after so many lines")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "end after so long, e.g. 30s")
  private Duration length = Duration.ofDays(365);

  @Option(names = "--json", description = "a JSON object a line")
  private boolean json;

  @Spec private CommandSpec spec;

  private PrintWriter out;
  private PrintWriter err;
  private long printed;
  private long lost;

  @Override
  public Integer call() throws IOException, InterruptedException {
    out = spec.commandLine().getOut();
    err = spec.commandLine().getErr();
    TransferFilter filter = filter();
    TransferFormat format = json ? new TransferJson() : new TransferLine();
    try (Watch watch = new Watch()) {
      for (String target : targets) {
        watch.add(Ledgers.locate(target));
      }
      Thread atInterrupt = new Thread(() -> end(watch));
      Runtime.getRuntime().addShutdownHook(atInterrupt);
      try {
        follow(watch, filter, format);
      } finally {
        removeHook(atInterrupt);
      }
      tellLost(watch);
    }
    return 0;
  }

  private void follow(Watch watch, TransferFilter filter, TransferFormat format)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean told = false;
    print(format.heading());
    while (printed < count && System.nanoTime() - start < length.toNanos()) {
      if (targets.isEmpty()) {
        Ledgers.all().forEach(watch::addIfPossible);
      } else if (watch.size() == 0) {
        err.println("bytetrail: the processes have ended");
        break;
      }
      watch.poll(transfer -> show(transfer, filter, format));
      out.flush();
      tellLost(watch);
      if (!told && System.nanoTime() - start > SILENCE.toNanos()) {
        told = true;
        tellSilent(watch);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void show(Transferred transfer, TransferFilter filter, TransferFormat format) {
    if (printed < count && filter.test(transfer)) {
      print(format.line(transfer));
      printed++;
    }
  }

  private void print(String line) {
    if (!line.isEmpty()) {
      out.println(line);
    }
  }

  private void tellSilent(Watch watch) {
    if (watch.size() == 0) {
      err.println("bytetrail: no JVM runs with the agent yet; waiting for one");
    }
    for (int pid : watch.silent()) {
      err.println(
          "bytetrail: "
              + pid
              + " does not tell of transfers yet: it looks once an interval, and needs"
              + " collector=embedded");
    }
    err.flush();
  }

  private void tellLost(Watch watch) {
    if (watch.lost() > lost) {
      err.println(
          "bytetrail: " + (watch.lost() - lost) + " transfers went by unread, there were too many");
      err.flush();
      lost = watch.lost();
    }
  }

  private static void end(Watch watch) {
    try {
      watch.close();
    } catch (IOException e) {
      // The agents notice by themselves, a little later.
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  private TransferFilter filter() {
    try {
      return new TransferFilter(
          site == null ? null : Pattern.compile(site),
          file == null ? null : FileSystems.getDefault().getPathMatcher("glob:" + file),
          larger,
          slower);
    } catch (PatternSyntaxException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
