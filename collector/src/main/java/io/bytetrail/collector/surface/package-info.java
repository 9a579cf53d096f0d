/**
 * Every operation by which the JDK moves file bytes, and a driver for each: {@code doctor --jdk}.
 *
 * <p>One class a family of operations; each method with a {@link
 * io.bytetrail.collector.surface.Row} drives one operation, with as many bytes as it returns. They
 * run in a JVM of their own ({@link io.bytetrail.collector.surface.SurfaceChild}) under the agent;
 * beside it ({@link io.bytetrail.collector.surface.SurfaceRun}) the ledger, the kernel's counts and
 * a JFR recording are held against what is known to have been moved.
 */
package io.bytetrail.collector.surface;
