package io.bytetrail.collector.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process holds of the capabilities that the probe needs.
 *
 * @param known whether the kernel told
 */
public record Capabilities(boolean known, boolean bpf, boolean perfmon) {
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_PERFMON = 38;
  private static final int CAP_BPF = 39;
  private static final String EFFECTIVE = "CapEff:";

  /** Those of this process, which a probe it starts has too. */
  public static Capabilities ofThisProcess() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(EFFECTIVE))
          .findFirst()
          .map(line -> of(Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).trim(), 16)))
          .orElse(new Capabilities(false, false, false));
    } catch (IOException | NumberFormatException e) {
      return new Capabilities(false, false, false);
    }
  }

  /** What is lacking and what to do about it, in a sentence; empty when nothing is. */
  public Optional<String> lack() {
    return !known || (bpf && perfmon)
        ? Optional.empty()
        : Optional.of(
            "without "
                + (bpf ? "" : perfmon ? "CAP_BPF" : "CAP_BPF and ")
                + (perfmon ? "" : "CAP_PERFMON")
                + " the probe cannot attach: run as root, or install it apart, give it these with"
                + " setcap cap_bpf,cap_perfmon+ep, and name it with probe=PATH");
  }

  /** CAP_SYS_ADMIN includes both, as it did before they were split off from it. */
  private static Capabilities of(long set) {
    boolean all = has(set, CAP_SYS_ADMIN);
    return new Capabilities(true, all || has(set, CAP_BPF), all || has(set, CAP_PERFMON));
  }

  private static boolean has(long set, int capability) {
    return (set & 1L << capability) != 0;
  }
}
