package io.bytetrail.collector.cli;

import io.bytetrail.collector.probe.Capabilities;
import io.bytetrail.collector.probe.ProbeBinary;
import io.bytetrail.collector.probe.ProbeCheck;
import io.bytetrail.collector.probe.ProbeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this host allows, rung by rung, and what keeps it from more. */
@Command(
    name = "doctor",
    description = "Says what this host allows, and why something is missing.",
    footer = "Exit code 0 when the kernel rung is complete, 1 when something is missing.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--probe", paramLabel = "PATH", description = "bytetrail-probe to try")
  private String probe = "";

  @Spec private CommandSpec spec;
  private PrintWriter out;

  @Override
  public Integer call() {
    out = spec.commandLine().getOut();
    row("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    row("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    row("types (BTF)", btf());
    row("capabilities", capabilities());
    row("/dev/shm", shm());
    out.println();
    boolean complete = kernelRung();
    row("accounted rung", accounted());
    row("modelled rung", "yes: it needs nothing but the agent");
    out.flush();
    return complete ? 0 : Main.FAILED;
  }

  private boolean kernelRung() {
    List<ProbeCheck.Program> programs;
    try (ProbeBinary binary = ProbeBinary.locate(probe)) {
      programs = ProbeCheck.run(binary);
    } catch (ProbeException e) {
      row("kernel rung", "no: " + e.getMessage());
      return false;
    }
    long missing = programs.stream().filter(program -> !program.attached()).count();
    row(
        "kernel rung",
        missing == 0
            ? "yes: all " + programs.size() + " programs can be attached"
            : (missing < programs.size() ? "in part: " : "no: ")
                + missing
                + " of "
                + programs.size()
                + " programs are missing");
    for (ProbeCheck.Program program : programs) {
      out.printf(
          Locale.ROOT,
          "    %-30s %s%n",
          program.name(),
          program.attached() ? "attached" : "missing: " + program.reason());
    }
    return missing == 0;
  }

  private static String btf() {
    Path file = Path.of("/sys/kernel/btf/vmlinux");
    return Files.isReadable(file)
        ? "yes"
        : "no: " + file + " is missing; the kernel rung needs CONFIG_DEBUG_INFO_BTF";
  }

  private static String capabilities() {
    Capabilities held = Capabilities.ofThisProcess();
    return held.known()
        ? held.lack().map(lack -> "no: " + lack).orElse("yes: CAP_BPF and CAP_PERFMON")
        : "not known: /proc/self/status cannot be read";
  }

  private static String shm() {
    Path directory = Path.of("/dev/shm");
    try {
      if (Files.isWritable(directory)) {
        long free = Files.getFileStore(directory).getUsableSpace() >> 20;
        return "yes: " + free + " MiB free";
      }
    } catch (IOException e) {
      // Told as not writable.
    }
    return "no: not writable; the ledger goes to " + System.getProperty("java.io.tmpdir");
  }

  private static String accounted() {
    return Files.isReadable(Path.of("/proc/self/io"))
        ? "yes: /proc/<pid>/io can be read"
        : "no: /proc/<pid>/io cannot be read";
  }

  private void row(String what, String found) {
    out.printf(Locale.ROOT, "%-15s %s%n", what, found);
  }
}
