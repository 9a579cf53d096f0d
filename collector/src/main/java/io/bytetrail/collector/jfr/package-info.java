/**
 * The report as Flight Recorder events, in the recordings that users make themselves. Named by
 * nobody where a JVM might have no {@code jdk.jfr}.
 */
package io.bytetrail.collector.jfr;
