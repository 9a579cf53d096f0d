package io.bytetrail.collector.surface;

import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.probe.ProbeBinary;
import io.bytetrail.collector.probe.ProbeException;
import io.bytetrail.collector.probe.ProbeProcess;
import io.bytetrail.collector.probe.ProbeTarget;
import io.bytetrail.ledger.LedgerSnapshot;
import java.time.Duration;
import java.util.Optional;

/** A probe with system calls counted, if this machine lets it attach. */
final class KernelWitness implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private ProbeProcess probe;
  private int pid;
  private String why = "";

  KernelWitness() {
    try (ProbeBinary binary = ProbeBinary.locate("")) {
      probe = ProbeProcess.start(binary, true, TIMEOUT);
      if (!probe.hello().verify()) {
        giveUp("the kernel lets it count no system calls");
      }
    } catch (ProbeException e) {
      giveUp(e.getMessage());
    }
  }

  /** Begins to count for the process of a ledger. */
  void track(LedgerSnapshot ledger) {
    if (probe != null) {
      pid = ledger.pid();
      try {
        probe.track(new ProbeTarget(pid, ledger.slots(), ledger.slotAddress()), TIMEOUT);
      } catch (ProbeException e) {
        giveUp(e.getMessage());
      }
    }
  }

  /** What it has counted so far; nothing without a probe. */
  Optional<KernelSnapshot> snapshot() {
    try {
      return probe == null ? Optional.empty() : Optional.of(probe.snapshot(pid, TIMEOUT));
    } catch (ProbeException e) {
      giveUp(e.getMessage());
      return Optional.empty();
    }
  }

  /** Why there is nothing; empty when there is. */
  String why() {
    return why;
  }

  private void giveUp(String reason) {
    why = reason;
    close();
  }

  @Override
  public void close() {
    if (probe != null) {
      probe.close();
      probe = null;
    }
  }
}
