package io.bytetrail.collector.probe;

import java.util.EnumMap;
import java.util.Map;

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
      long lostFiles,
      long lostEvictedBytes,
      long lostEvictions,
      long lostLatencies,
      long lostMappings,
      long lostDirtyBytes,
      long lostDevices)
      implements ProbeRecord {
    /** Nothing lost. */
    public static final End NONE = new End(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    End plus(End later) {
      return new End(
          later.cookie,
          failedSlotReads + later.failedSlotReads,
          lostRequests + later.lostRequests,
          lostFreshBytes + later.lostFreshBytes,
          unfiledEgressBytes + later.unfiledEgressBytes,
          lostOutside + later.lostOutside,
          lostFiles + later.lostFiles,
          lostEvictedBytes + later.lostEvictedBytes,
          lostEvictions + later.lostEvictions,
          lostLatencies + later.lostLatencies,
          lostMappings + later.lostMappings,
          lostDirtyBytes + later.lostDirtyBytes,
          lostDevices + later.lostDevices);
    }
  }

  /**
   * Pages of the page cache that memory reclaim took away: for whom, and whose they were.
   *
   * @param evictorPid 0 for an evictor that has none
   * @param evictorLane 0 outside lanes, and for an evictor that has none
   * @param victimPid 0 when no process that is followed read the file
   * @param victimLane 0 outside lanes
   * @param device of the file, where the victim is one; else 0
   * @param inode likewise
   * @param evictedBytes taken away
   * @param refaultedBytes of what this evictor took, brought in again by this victim
   * @param process name of an evicting process that is not followed; else empty
   * @param name of the file, where the victim is one
   */
  record Eviction(
      Evictor evictor,
      int evictorPid,
      int evictorLane,
      Victim victim,
      int victimPid,
      int victimLane,
      int device,
      long inode,
      long evictedBytes,
      long refaultedBytes,
      String process,
      String name)
      implements ProbeRecord {
    Eviction plus(Eviction later) {
      return new Eviction(
          evictor,
          evictorPid,
          evictorLane,
          victim,
          victimPid,
          victimLane,
          device,
          inode,
          evictedBytes + later.evictedBytes,
          refaultedBytes + later.refaultedBytes,
          process,
          name);
    }
  }

  /** In the order of {@code enum bt_evictor_kind}. */
  enum Evictor {
    /** The thread that needed the memory was in this lane. */
    LANE,
    /** The lane's share of what the kernel's own threads took. */
    SHARE,
    /** A process that is not followed. */
    PROCESS,
    /** The kernel's own threads, for nobody in particular. */
    KERNEL,
    /** Of several it is not known which. */
    SEVERAL
  }

  /** In the order of {@code enum bt_victim_kind}. */
  enum Victim {
    LANE,
    /** A file that no lane is known to have read. */
    FILE,
    /** Several such files. */
    FILES
  }

  /**
   * How much of the files a lane has read is in the page cache now.
   *
   * @param files how many of them are known: the last ones
   * @param fileBytes their sizes, summed
   * @param residentBytes of these, in the page cache
   */
  record Residency(int pid, int lane, long files, long fileBytes, long residentBytes)
      implements ProbeRecord {}

  /**
   * All that a block device was given to write since the probe began, by whose it was. The sum is
   * that of the sectors written in {@code /sys/block/<device>/stat}.
   *
   * @param device number of the whole disk
   * @param laneBytes dirtied by processes that are followed
   * @param otherBytes other pages of files: other processes' work, or from before the probe began
   * @param directBytes past the page cache
   * @param metadataBytes the filesystem's own blocks, in their place
   * @param journalBytes the filesystem's journal or log
   * @param unknownBytes swap, zeroing, and pages that no file owns
   */
  record DeviceWrites(
      int device,
      long requests,
      long laneBytes,
      long otherBytes,
      long directBytes,
      long metadataBytes,
      long journalBytes,
      long unknownBytes)
      implements ProbeRecord {
    DeviceWrites plus(DeviceWrites later) {
      return new DeviceWrites(
          device,
          requests + later.requests,
          laneBytes + later.laneBytes,
          otherBytes + later.otherBytes,
          directBytes + later.directBytes,
          metadataBytes + later.metadataBytes,
          journalBytes + later.journalBytes,
          unknownBytes + later.unknownBytes);
    }
  }

  /** What a probe puts away to keep its budget, first the first. */
  enum Part {
    /** Faults in calls, mapped bytes, and so the hits of mapped files. */
    MAPPED_FAULTS,
    /** How long requests and transmissions took, how many were in flight, which failed. */
    LATENCIES,
    /** Whether bytes leave by reference; frames. */
    EGRESS;

    static final int COUNT = 3;
  }

  /**
   * How far a part was put away.
   *
   * @param sinceNanos when the last time began, of {@code CLOCK_MONOTONIC}; 0: never
   * @param nanos how long, in all
   * @param times how often
   * @param now whether it is at the moment
   */
  record Shed(long sinceNanos, long nanos, long times, boolean now) {
    static final Shed NEVER = new Shed(0, 0, 0, false);

    Shed plus(Shed later) {
      return new Shed(
          later.times > 0 ? later.sinceNanos : sinceNanos,
          nanos + later.nanos,
          times + later.times,
          later.now);
    }
  }

  /**
   * What the programs cost: their run times are those of {@code measuredNanos}, at random times in
   * {@code countedNanos}.
   *
   * @param countedNanos since they were attached
   * @param measuredNanos of these, with the kernel's statistics on
   * @param windows in which they were on
   * @param error why they cannot be had, a negative errno; 0 when they can
   * @param budgetMillionths of one processor that the programs may take; 0 for any
   * @param shareMillionths what they took lately
   * @param parts what was put away for the budget
   */
  record Cost(
      long countedNanos,
      long measuredNanos,
      long windows,
      int error,
      int budgetMillionths,
      int shareMillionths,
      Map<Part, Shed> parts)
      implements ProbeRecord {
    public static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, Map.of());

    public Cost {
      parts = Map.copyOf(parts);
    }

    /** How far that part was put away. */
    public Shed shed(Part part) {
      return parts.getOrDefault(part, Shed.NEVER);
    }

    Cost plus(Cost later) {
      if (later.countedNanos == 0) {
        return this;
      }
      Map<Part, Shed> sums = new EnumMap<>(Part.class);
      for (Part part : Part.values()) {
        sums.put(part, shed(part).plus(later.shed(part)));
      }
      return new Cost(
          countedNanos + later.countedNanos,
          measuredNanos + later.measuredNanos,
          windows + later.windows,
          later.error,
          later.budgetMillionths,
          later.shareMillionths,
          sums);
    }
  }

  /** Something the probe has to say in words. */
  record Failure(int error, boolean fatal, String text) implements ProbeRecord {}
}
