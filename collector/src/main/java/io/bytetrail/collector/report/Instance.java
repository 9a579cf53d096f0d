package io.bytetrail.collector.report;

/**
 * One JVM of the several that a report is about.
 *
 * @param source where its counts are from: a ledger or a saved report
 * @param pid process id
 * @param jvm version
 * @param durationNanos from its first count to its last; 0 when that is not known
 * @param rung the rung its figures stand on
 * @param fileBytes bytes it took from files or gave to them
 */
public record Instance(
    String source, long pid, String jvm, long durationNanos, String rung, long fileBytes) {
  /** {@code a.json: pid 4711, JVM 17.0.15, kernel rung, 1.00 GiB of file bytes}. */
  public String inWords() {
    return source
        + ": pid "
        + pid
        + ", JVM "
        + jvm
        + ", "
        + rung
        + " rung, "
        + Units.bytes(fileBytes)
        + " of file bytes";
  }
}
