package io.bytetrail.collector.surface;

import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.Operation.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * One operation: what was moved, and who saw it.
 *
 * @param operation as an application names it
 * @param family of operations it belongs to
 * @param state how the agent did
 * @param why it is so, where it is not exact
 * @param moved what the driver moved
 * @param seen what the agent counted of it
 * @param lanes what the agent takes it for
 * @param jfr what a JFR recording has of it
 * @param kernel what the kernel filed under the lanes
 */
public record SurfaceRow(
    String operation,
    String family,
    State state,
    String why,
    Moved moved,
    Moved seen,
    List<String> lanes,
    JfrSeen jfr,
    KernelSeen kernel) {

  /** How the agent did. */
  public enum State {
    /** Every byte and every forced write was counted, and no more. */
    EXACT,
    DIFFERS,
    NOT_SEEN,
    /** Not in this JDK, or not on this machine. */
    ABSENT,
    /** The driver itself failed. */
    FAILED
  }

  /** Holds a driver's word against the lanes of its site. */
  static SurfaceRow of(
      Driven.Operation driven,
      JfrSeen jfr,
      List<Counted> lanes,
      Optional<KernelSnapshot> kernel,
      String noKernel) {
    Moved seen = Moved.NOTHING;
    KernelSeen kernelSeen = kernel.isEmpty() ? KernelSeen.none(noKernel) : KernelSeen.NO_LANES;
    for (Counted lane : lanes) {
      seen = seen.and(movedIn(lane));
      if (kernel.isPresent()) {
        kernelSeen = kernelSeen.plus(KernelSeen.of(lane, kernel.get().lane(lane.lane())));
      }
    }
    return new SurfaceRow(
        driven.operation(),
        driven.family(),
        state(driven, seen),
        driven.absent() + driven.failure() + driven.unseenWhy(),
        driven.moved(),
        seen,
        lanes.stream().map(lane -> lane.operation().label()).distinct().toList(),
        jfr,
        kernelSeen);
  }

  /** Whether this is as it has to be: exact, or not to be had, and said why. */
  public boolean isAccountedFor() {
    return switch (state) {
      case EXACT -> true;
      case ABSENT, NOT_SEEN -> !why.isEmpty();
      case DIFFERS, FAILED -> false;
    };
  }

  private static State state(Driven.Operation driven, Moved seen) {
    if (!driven.absent().isEmpty()) {
      return State.ABSENT;
    }
    if (!driven.failure().isEmpty()) {
      return State.FAILED;
    }
    if (driven.moved().isSeenAs(seen)) {
      return State.EXACT;
    }
    return seen.isNothing() || !driven.unseenWhy().isEmpty() ? State.NOT_SEEN : State.DIFFERS;
  }

  private static Moved movedIn(Counted lane) {
    Operation operation = lane.operation();
    return switch (operation.kind()) {
      case READ -> Moved.read(lane.bytes());
      case TRANSFER -> Moved.through(lane.bytes());
      case MAP ->
          operation == Operation.MAPPED_LOAD
              ? Moved.read(lane.bytes())
              : Moved.mapped(lane.bytes());
      case WRITE ->
          operation.buffer() == Buffer.MAPPED
              ? Moved.through(lane.bytes())
              : Moved.written(lane.bytes());
      case OTHER -> operation.isForce() ? Moved.forced(lane.calls()) : Moved.NOTHING;
    };
  }
}
