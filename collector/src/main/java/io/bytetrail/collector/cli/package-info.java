/**
 * The command line: {@code report}, {@code doctor}, {@code help}.
 *
 * <p>In: arguments, a ledger or a saved report. Out: text and an exit code. It runs in a JVM of its
 * own, from the agent's jar, beside the service it speaks of or long after it.
 */
package io.bytetrail.collector.cli;
