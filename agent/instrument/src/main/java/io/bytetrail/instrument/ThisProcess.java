package io.bytetrail.instrument;

import io.bytetrail.ledger.LedgerSettings;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import io.bytetrail.options.ResourceAttributes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the ledger's header says about the process it is in. */
final class ThisProcess {
  private ThisProcess() {}

  static LedgerSettings settings(Options options) {
    int lanes = options.number(Option.LEDGER_LANES);
    return new LedgerSettings(
        pid(),
        pidNamespace(),
        System.currentTimeMillis(),
        service(options, System.getenv(), System.getProperty("sun.java.command", "")),
        System.getProperty("java.version", "unknown"),
        options.number(Option.LEDGER_SITES),
        lanes,
        Math.max(lanes, options.number(Option.LEDGER_CELLS)));
  }

  /** The option, else OpenTelemetry's variables, else what {@code jps} would call the process. */
  static String service(Options options, Map<String, String> environment, String command) {
    if (options.isGiven(Option.SERVICE)) {
      return options.get(Option.SERVICE);
    }
    String name = environment.getOrDefault("OTEL_SERVICE_NAME", "");
    if (!name.isBlank()) {
      return name;
    }
    name =
        ResourceAttributes.parse(environment.getOrDefault(ResourceAttributes.VARIABLE, ""))
            .getOrDefault(ResourceAttributes.SERVICE_NAME, "");
    if (!name.isBlank()) {
      return name;
    }
    String main = command.split(" ", 2)[0];
    if (main.isEmpty()) {
      return "java";
    }
    return main.endsWith(".jar")
        ? new File(main).getName()
        : main.substring(main.lastIndexOf('/') + 1);
  }

  /** Without {@code ProcessHandle}, where that can be: it makes a pool of threads. */
  private static int pid() {
    try {
      return Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/self")).toString());
    } catch (IOException | NumberFormatException e) {
      return (int) ProcessHandle.current().pid();
    }
  }

  /** The inode in {@code pid:[4026531836]}. */
  private static long pidNamespace() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return Long.parseLong(link, link.indexOf('[') + 1, link.indexOf(']'), 10);
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return 0;
    }
  }
}
