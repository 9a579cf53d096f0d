package io.bytetrail.collector.cli;

import io.bytetrail.collector.calibration.Calibration;
import io.bytetrail.collector.calibration.CellCost;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.ProfileFile;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.cost.CrossValidation;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures what every strategy costs here, and keeps it where the collector finds it. */
@Command(
    name = "calibrate",
    description = {
      "Measures what every strategy costs on this host, for a directory's filesystem and with this"
          + " JDK (about two minutes). Advice needs it. Run it while the host is idle."
    },
    mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
  private static final int BAR = 30;

  /** Back to the beginning of the line, and nothing on it. */
  private static final String CLEAR = "\r\u001b[K";

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "a directory on the filesystem of the files that are served (default: here)")
  private Path directory = Path.of("");

  @Option(names = "--quick", description = "in 20 s, and less exactly")
  private boolean quick;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "where the profile goes (default: where the collector looks for it)")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    boolean terminal = isTerminal();
    Calibration calibration =
        new Calibration(
            directory.toAbsolutePath(),
            quick,
            java(),
            new Calibration.Progress() {
              @Override
              public void at(double share, String what) {
                if (terminal) {
                  bar(err, share, what);
                }
              }

              @Override
              public void warn(String what) {
                err.println((terminal ? CLEAR : "") + "bytetrail calibrate: " + what);
                err.flush();
              }
            });
    Profile profile = CrossValidation.validated(calibration.run());
    if (terminal) {
      err.print(CLEAR);
      err.flush();
    }
    Path target =
        file != null ? file : ProfileFile.directory().resolve(ProfileFile.nameOf(profile));
    ProfileFile.write(profile, target);
    print(profile, target);
    return 0;
  }

  private static void bar(PrintWriter err, double share, String what) {
    int done = (int) Math.round(share * BAR);
    err.printf(
        Locale.ROOT,
        CLEAR + "%s%s %3.0f %%  %s",
        "█".repeat(done),
        "░".repeat(BAR - done),
        100 * share,
        what);
    err.flush();
  }

  private void print(Profile profile, Path target) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s on %s, JDK %s, kernel %s: calibrated in %.0f s%n%n",
        profile.storage().filesystem(),
        profile.storage().device().isEmpty() ? "no device" : profile.storage().device(),
        profile.host().jdk(),
        profile.host().kernel(),
        profile.seconds());
    table(out, profile, Residency.HOT);
    table(out, profile, Residency.COLD);
    out.printf(
        Locale.ROOT,
        "Predicted from the others, a cell is off by %.0f %% (median; four in five by less than"
            + " %.0f %%);%nthe sum over the hops of its path by %.0f %%.%n",
        100 * profile.error().predicted(),
        100 * profile.error().predictedP80(),
        100 * profile.error().hops());
    profile.notes().forEach(out::println);
    out.println("Kept in " + target);
    out.flush();
  }

  /** CPU seconds a GiB, one client over loopback. */
  private static void table(PrintWriter out, Profile profile, Residency residency) {
    TreeSet<Long> sizes = new TreeSet<>();
    profile.cells().forEach(cost -> sizes.add(cost.cell().size()));
    out.printf(Locale.ROOT, "%-58s", "CPU s/GiB, " + residency.name().toLowerCase(Locale.ROOT));
    for (long size : sizes) {
      out.printf(Locale.ROOT, "%8s", size(size));
    }
    out.println();
    for (var way : io.bytetrail.collector.calibration.Way.TO_SOCKET) {
      StringBuilder line = new StringBuilder();
      for (long size : sizes) {
        double cpu = Double.NaN;
        for (CellCost cost : profile.cells()) {
          var cell = cost.cell();
          if (cell.way().equals(way)
              && cell.residency() == residency
              && cell.size() == size
              && cell.clients() == 1
              && cell.egress() == Egress.LOOPBACK) {
            cpu = cost.cpu().median();
          }
        }
        line.append(
            Double.isNaN(cpu)
                ? "       –"
                : String.format(Locale.ROOT, cpu < 10 ? "%8.3f" : "%8.1f", cpu));
      }
      if (line.toString().chars().anyMatch(Character::isDigit)) {
        out.printf(Locale.ROOT, "%-58s%s%n", way.words(), line);
      }
    }
    out.println();
  }

  private static String size(long bytes) {
    if (bytes >= 1 << 30) {
      return (bytes >> 30) + "GiB";
    }
    return bytes >= 1 << 20 ? (bytes >> 20) + "MiB" : (bytes >> 10) + "KiB";
  }

  /** How another JVM of this JDK runs this command line: the agent's jar, or classes. */
  private static List<String> java() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // Little memory, so that a limit on the page cache leaves it alone.
    List<String> settings = List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4");
    try {
      Path jar =
          Path.of(
              Class.forName("io.bytetrail.agent.Agent", false, ClassLoader.getSystemClassLoader())
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toURI());
      if (Files.isRegularFile(jar)) {
        return List.of(java, settings.get(0), settings.get(1), "-jar", jar.toString());
      }
    } catch (ClassNotFoundException | URISyntaxException e) {
      // Then these are classes on a path.
    }
    return List.of(
        java,
        settings.get(0),
        settings.get(1),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  private static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).startsWith("/dev/pts");
    } catch (IOException e) {
      return false;
    }
  }
}
