package io.bytetrail.collector.calibration;

/**
 * One thing to measure.
 *
 * @param size of each file, in bytes
 * @param clients connections at work at once
 */
public record Cell(Way way, Residency residency, long size, int clients, Egress egress) {}
