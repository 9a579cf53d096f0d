package io.bytetrail.collector.calibration;

/**
 * The cost of one hop, or one step of it.
 *
 * @param unit {@code ns} of CPU each, {@code s/GiB} of CPU, {@code B/s}, or {@code us} elapsed
 */
public record Primitive(Figure figure, String unit) {
  /** A system call that does next to nothing, from Java: {@code fstat}. In ns. */
  public static final String SYSTEM_CALL = "systemCall";

  /** Page cache to direct buffer by {@code pread}, 64 KiB at a time. In s/GiB. */
  public static final String PAGE_CACHE_COPY = "pageCacheCopy";

  /** Bringing pages from the device into the page cache. In s/GiB. */
  public static final String PAGE_CACHE_FILL = "pageCacheFill";

  /** Direct buffer to the Java heap. In s/GiB. */
  public static final String HEAP_COPY = "heapCopy";

  /** A fault on a mapped file whose pages are in the page cache. In ns. */
  public static final String FAULT = "fault";

  /** Pages that one such fault maps. A count. */
  public static final String FAULT_AROUND = "faultAround";

  /** {@code FileChannel.map} of a file that is open. In ns. */
  public static final String MAPPING = "mapping";

  /** {@code transferTo} of one byte to a socket, without the request around it. In ns. */
  public static final String TRANSFER_CALL = "transferToCall";

  /** Socket write of one byte. In ns. */
  public static final String SOCKET_CALL = "socketWriteCall";

  /** Socket write from a direct buffer, 64 KiB at a time. In s/GiB. */
  public static final String SOCKET_COPY = "socketWrite";

  /** {@code transferTo} from the page cache, 16 MiB at a time. In s/GiB. */
  public static final String SOCKET_REFERENCE = "socketTransfer";

  /** Waking up for a request and answering it with a head and one byte. In ns. */
  public static final String REQUEST = "request";

  /** Opening, asking the size, and closing a file. In ns. */
  public static final String OPEN = "open";

  /** Median time of a 4 KiB direct read, one at a time. In us. */
  public static final String DEVICE_LATENCY = "deviceLatency";

  /** The best of all direct reads. In B/s. */
  public static final String DEVICE_BANDWIDTH = "deviceBandwidth";

  /** Of direct reads of a size at a queue depth: {@code directRead.64KiB.4}. In B/s. */
  public static final String DIRECT_READ = "directRead";

  /** The same: CPU of the reading threads. In s/GiB. */
  public static final String DIRECT_READ_CPU = "directReadCpu";
}
