package io.bytetrail.collector.surface;

import io.bytetrail.collector.probe.KernelCounter;
import io.bytetrail.collector.probe.KernelCounts;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Kind;

/**
 * What the kernel filed under the lanes of one operation, with system calls counted.
 *
 * @param exact whether it is what the agent counted, to the byte
 * @param bytes results of the system calls that read or wrote
 * @param systemCalls that move, map or force bytes
 * @param faults page faults inside the lanes
 * @param why it is not exact; empty when it is
 */
public record KernelSeen(boolean exact, long bytes, long systemCalls, long faults, String why) {
  static final KernelSeen NO_LANES = new KernelSeen(true, 0, 0, 0, "");

  /** Nothing: there was no probe, and that is why. */
  static KernelSeen none(String why) {
    return new KernelSeen(false, 0, 0, 0, why);
  }

  static KernelSeen of(Counted lane, KernelCounts counts) {
    Operation operation = lane.operation();
    long calls = counts.get(KernelCounter.SYSTEM_CALLS);
    long faults = counts.get(KernelCounter.MINOR_FAULTS) + counts.get(KernelCounter.MAJOR_FAULTS);
    long bytes =
        operation.kind() == Kind.WRITE
            ? counts.get(KernelCounter.SYSTEM_CALL_WRITTEN_BYTES)
            : counts.get(KernelCounter.SYSTEM_CALL_READ_BYTES);
    String why = "";
    if (operation == Operation.MAPPED_LOAD) {
      why = faults > 0 ? "" : "no page fault";
    } else if (operation.kind() == Kind.MAP || operation.isForce()) {
      why = calls == lane.calls() ? "" : calls + " calls of " + lane.calls();
    } else if (bytes != lane.bytes()) {
      why = bytes + " B of " + lane.bytes();
    }
    return new KernelSeen(
        why.isEmpty(), bytes, calls, faults, why.isEmpty() ? "" : operation.label() + ": " + why);
  }

  KernelSeen plus(KernelSeen more) {
    return new KernelSeen(
        exact && more.exact,
        bytes + more.bytes,
        systemCalls + more.systemCalls,
        faults + more.faults,
        why.isEmpty() ? more.why : why);
  }
}
