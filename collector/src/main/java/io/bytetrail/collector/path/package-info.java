/**
 * Says which way the bytes took.
 *
 * <p>In: joined lanes. Out: {@link io.bytetrail.collector.report.Route}s: a lane that reads and the
 * lane that passes its bytes on become a chain, a chain becomes hops, and each hop gets a mover,
 * its bytes and the evidence for them. What the JDK and the kernel are known to do, and so every
 * modelled figure, is written down here; names of devices are looked up here.
 */
package io.bytetrail.collector.path;
