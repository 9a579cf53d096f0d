package io.bytetrail.collector.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;

/** One row of the report, as it is at this moment. */
@Name("bytetrail.Lane")
@Label("File Lane")
@Description(
    "All figures of one route of file bytes, since the agent began to count: a site, what it does"
        + " with files of a size, and where the bytes go. Evidence is KERNEL where the kernel was"
        + " seen to do it, ACCOUNTED from results of calls and /proc, MODELLED where it is implied")
@Category("bytetrail")
@Enabled(false)
@Period("everyChunk")
@StackTrace(false)
final class LaneEvent extends Event {
  @Label("Site")
  @Description("The line of the application that opened the file")
  String site;

  @Label("Via")
  @Description("The framework's line through which it did; empty if it did so itself")
  String via;

  @Label("Strategy")
  @Description("The copy path that was obtained")
  String strategy;

  @Label("Operations")
  @Description("The Java operations in the order the bytes meet them")
  String operations;

  @Label("Hops")
  @Description("The copy path: bytes moved from one station to the next, by whom, and how known")
  String hops;

  @Label("Size Class")
  @Description("Of the files: lower bound included, upper excluded")
  String sizeClass;

  @Label("Target")
  @Description("Where the bytes went: socket, file or memory")
  String target;

  @Label("Device")
  @Description("The block device under the files; empty when none is known")
  String device;

  @Label("Filesystem")
  @Description("Type of the filesystem the files are on; empty when it is not known")
  String filesystem;

  @Label("Network Device")
  @Description("The device the bytes left by; empty when none is known")
  String netdev;

  @Label("First File")
  @Description("Path of the first file seen")
  String file;

  @Label("Transfers")
  @Description("Passes over a file")
  @Unsigned
  long transfers;

  @Label("Transfer Rate")
  @Description("Transfers a second since the previous event of this lane; 0 in the first")
  @Frequency
  double transferRate;

  @Label("Calls")
  @Description("Java calls")
  @Unsigned
  long calls;

  @Label("File Bytes")
  @Description("Bytes the application took from files, or gave to them")
  @DataAmount
  long fileBytes;

  @Label("File Byte Rate")
  @Description("File bytes a second since the previous event of this lane; 0 in the first")
  @DataAmount
  @Frequency
  long fileByteRate;

  @Label("Cache Hit")
  @Description("Bytes that were in the page cache before the route asked for them")
  @DataAmount
  long cacheHitBytes;

  @Label("Cache Hit Share")
  @Description("Of the file bytes")
  @Percentage
  double cacheHitShare;

  @Label("Read Ahead")
  @Description("Bytes brought in by the route's own read-ahead, without a wait")
  @DataAmount
  long readAheadBytes;

  @Label("Stalled")
  @Description("Bytes brought in while a thread waited")
  @DataAmount
  long stalledBytes;

  @Label("Stalled Time")
  @Description("How long threads waited for the device")
  @Timespan(Timespan.NANOSECONDS)
  long stalledTime;

  @Label("Moved by DMA")
  @Description("Bytes that a device moved by itself, from or to storage and the network")
  @DataAmount
  long dmaBytes;

  @Label("Copied in the Kernel")
  @Description("Bytes that the CPU copied inside the kernel")
  @DataAmount
  long cpuCopiedBytes;

  @Label("Copied in the JVM")
  @Description(
      "Bytes that the CPU copied inside the JVM, between the heap and native memory or within the heap")
  @DataAmount
  long jvmCopiedBytes;

  @Label("Past the Page Cache")
  @Description("Bytes moved by direct I/O")
  @DataAmount
  long directBytes;

  @Label("System Calls")
  @Description("Calls into the kernel that moved, mapped or forced these bytes")
  @Unsigned
  long systemCalls;

  @Label("Mode Switches")
  @Description("Between user and kernel mode: two for each system call")
  @Unsigned
  long modeSwitches;

  @Label("Major Faults")
  @Description("Page faults that waited for a device")
  @Unsigned
  long majorFaults;

  @Label("Minor Faults")
  @Description("Page faults served from the page cache")
  @Unsigned
  long minorFaults;

  @Label("Cache Evidence")
  @Description("How hits, read-ahead and stalls are known")
  String cacheEvidence;

  @Label("Device Evidence")
  @Description("How the bytes moved by a device are known")
  String deviceEvidence;

  @Label("JVM Copies Evidence")
  @Description("How the bytes copied in the JVM are known")
  String jvmEvidence;

  @Label("Copies Evidence")
  @Description("How the bytes copied in the kernel are known")
  String copiesEvidence;

  @Label("Calls Evidence")
  @Description("How system calls and mode switches are known")
  String callsEvidence;

  @Label("Transformed")
  @Description(
      "What was done to the bytes between the read and the write: tls, deflate; else empty")
  String transformed;

  @Label("Lineage Evidence")
  @Description("How it is known that the write passes on what was read")
  String lineageEvidence;

  @Label("Lineage Confidence")
  @Description("That it does; 100 % where the identity of the buffer shows it")
  @Percentage
  double lineageConfidence;

  @Label("Zero-Copy Asked")
  @Description("Whether the application asked for a transfer without copies")
  boolean zeroCopyAsked;

  @Label("Zero-Copy Refused")
  @Description("Why zero-copy was asked for but not obtained; empty when it was, or was not asked")
  String zeroCopyRefused;

  @Label("Advice")
  @Description("keep, change or unknown")
  String verdict;

  @Label("Advised Strategy")
  @Description("What would cost least here; the strategy itself where nothing is to be changed")
  String advisedStrategy;
}
