/**
 * Flight Recorder events of single transfers, in the recordings that users make themselves.
 *
 * <p>Only {@link io.bytetrail.instrument.jfr.FlightRecordings} may be named where a JVM might have
 * no {@code jdk.jfr}.
 */
package io.bytetrail.instrument.jfr;
