/**
 * Speaks with {@code bytetrail-probe}.
 *
 * <p>In: the records of {@code native/records.h}, from the probe's standard output, whose layout
 * {@link io.bytetrail.collector.probe.ProbeDescriptor} draws. Out: {@link
 * io.bytetrail.collector.probe.KernelSnapshot}s, which say what the kernel counted for each lane.
 * Nothing here knows what a lane means.
 */
package io.bytetrail.collector.probe;
