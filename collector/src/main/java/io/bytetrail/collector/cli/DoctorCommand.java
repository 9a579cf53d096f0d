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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what this host allows, rung by rung, and what keeps it from more. */
@Command(
    name = "doctor",
    description = "Says what this host allows, and why something is missing.",
    footer = {
      "Exit codes: 0 when the kernel rung is complete, 1 when something is missing, 2 for usage.",
      "With --jdk: 0 when every operation was counted to the byte, or is not in this JDK, or is one",
      "that no agent can see, and the table says why; and when the kernel, where it can be asked,",
      "counted the same. 1 when an operation differs, is missed or fails."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

  @Option(names = "--probe", paramLabel = "PATH", description = "bytetrail-probe to try")
  private String probe = "";

  @Option(
      names = "--jdk",
      description = {
        "drives every operation by which this JDK moves file bytes, in a JVM of its own under the"
            + " agent, and prints who saw it: the agent, a JFR recording, the kernel"
      })
  private boolean jdk;

  @Option(names = "--json", description = "with --jdk: the table as JSON")
  private boolean json;

  @Option(
      names = "--virtual",
      description = "with --jdk: each operation in a virtual thread (JDK 21 and later)")
  private boolean virtual;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "with --jdk: where its files are made (default: the JVM's temporary directory)")
  private Path directory;

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "with --jdk: an option for the JVM it starts, such as -Xint; may be repeated")
  private List<String> jvmOptions = List.of();

  @Spec private CommandSpec spec;
  private PrintWriter out;

  @Override
  public Integer call() throws IOException {
    out = spec.commandLine().getOut();
    if (jdk) {
      return checkJdk();
    }
    if (json || virtual || directory != null || !jvmOptions.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--json, --virtual, --directory and --jvm-option go with --jdk");
    }
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

  private int checkJdk() throws IOException {
    if (virtual && Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
      throw new ParameterException(
          spec.commandLine(),
          "--virtual needs JDK 21 or later, this is " + System.getProperty("java.version"));
    }
    Path where = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
    return JdkCheck.run(where, virtual, json, jvmOptions, out, spec.commandLine().getErr());
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
