package io.bytetrail.collector.live;

import io.bytetrail.collector.probe.Capabilities;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.probe.ProbeBinary;
import io.bytetrail.collector.probe.ProbeException;
import io.bytetrail.collector.probe.ProbeProcess;
import io.bytetrail.collector.probe.ProbeTarget;
import io.bytetrail.ledger.LedgerSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * A probe of our own beside those that the JVMs may have, following several of them at once; or the
 * reason why there is none. For one thread, which must outlive it.
 */
final class KernelSide implements AutoCloseable {
  private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  private final Set<Integer> followed = new HashSet<>();
  private final Set<Integer> refused = new HashSet<>();
  private ProbeProcess probe;
  private String missing = "";

  /** Without a probe. */
  private KernelSide(String missing) {
    this.missing = missing;
  }

  static KernelSide none(String why) {
    return new KernelSide(why);
  }

  /**
   * Starts a probe and waits until it is attached; what keeps it from that is told by {@link
   * #missing}.
   *
   * @param binary value of the option {@code probe}; empty for the one in the jar
   */
  static KernelSide start(String binary) {
    KernelSide side = new KernelSide("");
    try (ProbeBinary file = ProbeBinary.locate(binary)) {
      side.probe = ProbeProcess.start(file, false, ATTACH_TIMEOUT);
    } catch (ProbeException e) {
      side.missing =
          "no kernel counts: " + Capabilities.ofThisProcess().lack().orElse(e.getMessage());
    }
    return side;
  }

  /** Why there are no kernel counts at all; empty when there are. */
  String missing() {
    return missing;
  }

  /** Counts of a JVM since it was first asked for; empty if it can't be followed. */
  KernelSnapshot counts(Path ledger, LedgerSnapshot jvm) {
    if (probe == null || refused.contains(jvm.pid())) {
      return KernelSnapshot.EMPTY;
    }
    try {
      if (!followed.contains(jvm.pid()) && !follow(ledger, jvm)) {
        return KernelSnapshot.EMPTY;
      }
      return probe.snapshot(jvm.pid(), ANSWER_TIMEOUT);
    } catch (ProbeException e) {
      missing = "no kernel counts any more: " + e.getMessage();
      close();
      return KernelSnapshot.EMPTY;
    }
  }

  /** Whether the kernel counts for a JVM. */
  boolean follows(int pid) {
    return probe != null && followed.contains(pid);
  }

  private boolean follow(Path ledger, LedgerSnapshot jvm) {
    try {
      if (!LedgerOwner.isThatOf(ledger, jvm.pid())) {
        throw new ProbeException("its ledger is another user's");
      }
      if (!isInOurNamespace(jvm)) {
        throw new ProbeException("its process ids are those of another pid namespace");
      }
      probe.track(new ProbeTarget(jvm.pid(), jvm.slots(), jvm.slotAddress()), ANSWER_TIMEOUT);
      followed.add(jvm.pid());
      return true;
    } catch (ProbeException e) {
      refused.add(jvm.pid());
      return false;
    }
  }

  /** A JVM in a container has written down the id that it has there. */
  private static boolean isInOurNamespace(LedgerSnapshot jvm) {
    try {
      Path link = Files.readSymbolicLink(Path.of("/proc/" + jvm.pid() + "/ns/pid"));
      return link.toString().equals("pid:[" + jvm.pidNamespace() + "]");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (probe != null) {
      probe.close();
      probe = null;
    }
  }
}
