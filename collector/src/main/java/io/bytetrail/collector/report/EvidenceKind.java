package io.bytetrail.collector.report;

/** How a number is known. */
public enum EvidenceKind {
  /** An eBPF program saw it. */
  KERNEL,
  /** Read from counters the kernel or the JDK keeps: {@code /proc}, or the result of a call. */
  ACCOUNTED,
  /** Implied by how the operation is written; nobody saw it happen. */
  MODELLED,
  /** Not known here: the figures are 0 because nobody counts them, and the report says why. */
  UNKNOWN
}
