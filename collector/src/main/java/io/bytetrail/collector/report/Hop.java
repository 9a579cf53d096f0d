package io.bytetrail.collector.report;

/**
 * Bytes moved from one station of a copy path to the next.
 *
 * @param from the station the bytes left: {@code device}, {@code page-cache}, {@code
 *     native-buffer}, {@code direct-buffer}, {@code mapping}, {@code heap}, {@code socket-buffer},
 *     {@code pipe-buffer}, {@code bounce-buffer} (memory that the device can reach), {@code frame}
 *     (one piece, for a device without scatter-gather)
 * @param to the station they came to; also {@code loopback}, {@code nic}, {@code virtual-nic},
 *     {@code file}
 * @param mover who moved them
 * @param bytes how many
 * @param evidence how {@code bytes} is known
 */
public record Hop(String from, String to, Mover mover, long bytes, EvidenceKind evidence) {}
