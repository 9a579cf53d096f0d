/**
 * Gives orders to a JVM that runs: start the agent, switch it off or on, remove it.
 *
 * <p>In: a process id. Out: the JVM's answer, a line at a time. Speaks HotSpot's attach protocol
 * itself, and not by {@code jdk.attach}, which no JRE has and which knows neither other users nor
 * other mount namespaces.
 */
package io.bytetrail.collector.attach;
