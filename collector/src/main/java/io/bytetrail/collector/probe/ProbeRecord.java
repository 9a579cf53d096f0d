package io.bytetrail.collector.probe;

/** A record the probe wrote. Bytes are bytes, times nanoseconds, counters cumulative. */
public sealed interface ProbeRecord {

  /** The first record of all. */
  record Hello(boolean verify, int pid, boolean firstPidNamespace) implements ProbeRecord {}

  /**
   * One eBPF program.
   *
   * @param name the tracepoint's or function's name
   * @param error 0 or a negative errno
   * @param attached whether it runs
   * @param runNanos CPU time it took; 0 where the kernel keeps no such statistics
   * @param runs how often it ran; 0 likewise
   * @param reason why it is missing, empty when attached
   */
  record Program(String name, int error, boolean attached, long runNanos, long runs, String reason)
      implements ProbeRecord {
    Program plus(Program later) {
      return new Program(
          name,
          later.error,
          later.attached,
          runNanos + later.runNanos,
          runs + later.runs,
          later.reason);
    }
  }

  /** All programs that can be attached are. */
  record Ready(int attached, int missing) implements ProbeRecord {}

  /** Answer to a request to track a process: 0 or a negative errno. */
  record Tracked(int pid, int error) implements ProbeRecord {}

  /** What one lane of a process counted so far. */
  record Lane(int pid, int lane, KernelCounts counts) implements ProbeRecord {}

  /** How long the block requests of one lane took. */
  record Latency(int pid, int lane, LatencyHistogram histogram) implements ProbeRecord {}

  /**
   * A device that the kernel has mapped memory for, since the probe began: it moves bytes by
   * itself.
   *
   * @param device what its directory in {@code /sys/devices} is called, {@code 0000:00:1f.2}
   * @param maps how often
   * @param bounces of these, through a buffer that the processor copies to or from
   * @param bouncedBytes the bytes of those
   */
  record Dma(String device, long maps, long bounces, long bouncedBytes) implements ProbeRecord {
    Dma plus(Dma later) {
      return new Dma(
          device, maps + later.maps, bounces + later.bounces, bouncedBytes + later.bouncedBytes);
    }
  }

  /** A file that the process read outside every lane. */
  record Outside(int pid, int device, long inode, long lookupBytes, long directBytes, String name)
      implements ProbeRecord {
    public long bytes() {
      return lookupBytes + directBytes;
    }

    Outside plus(Outside later) {
      return new Outside(
          pid,
          device,
          inode,
          lookupBytes + later.lookupBytes,
          directBytes + later.directBytes,
          later.name);
    }
  }

  /** Verify mode: one system call number inside one lane. */
  record SystemCall(int pid, int lane, int number, long calls, long errors, long bytes, long nanos)
      implements ProbeRecord {
    SystemCall plus(SystemCall later) {
      return new SystemCall(
          pid,
          lane,
          number,
          calls + later.calls,
          errors + later.errors,
          bytes + later.bytes,
          nanos + later.nanos);
    }
  }

  /** The end of a snapshot, with what could not be counted in it. */
  record End(
      long cookie,
      long failedSlotReads,
      long lostRequests,
      long lostFreshBytes,
      long unfiledEgressBytes,
      long lostOutside,
      long lostLatencies,
      long lostMappings)
      implements ProbeRecord {
    End plus(End later) {
      return new End(
          later.cookie,
          failedSlotReads + later.failedSlotReads,
          lostRequests + later.lostRequests,
          lostFreshBytes + later.lostFreshBytes,
          unfiledEgressBytes + later.unfiledEgressBytes,
          lostOutside + later.lostOutside,
          lostLatencies + later.lostLatencies,
          lostMappings + later.lostMappings);
    }
  }

  /** Something the probe has to say in words. */
  record Failure(int error, boolean fatal, String text) implements ProbeRecord {}
}
