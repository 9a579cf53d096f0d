/**
 * Measures what transfers cost on this host, for one filesystem and JDK, and keeps it.
 *
 * <p>A {@link io.bytetrail.collector.calibration.Calibration} makes files, starts processes that
 * send them by every {@link io.bytetrail.collector.calibration.Technique}, and takes their CPU and
 * elapsed time; the result is a {@link io.bytetrail.collector.calibration.Profile}. Only the
 * command line measures. The embedded collector reads {@link
 * io.bytetrail.collector.calibration.Profiles}, which refuse one that is not this host's.
 */
package io.bytetrail.collector.calibration;
