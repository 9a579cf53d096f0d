package io.bytetrail.collector.report;

/**
 * How the figures of a {@link Route} are known, one kind for each group of them.
 *
 * @param cache hit, read-ahead and stalled bytes, stalled time
 * @param device bytes moved by a device
 * @param copies bytes copied by the CPU inside the kernel
 * @param jvm bytes copied inside the JVM
 * @param calls system calls and mode switches
 */
public record RouteEvidence(
    EvidenceKind cache,
    EvidenceKind device,
    EvidenceKind copies,
    EvidenceKind jvm,
    EvidenceKind calls) {}
