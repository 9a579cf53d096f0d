/**
 * The collector inside an application's JVM: ties the other packages together.
 *
 * <p>In: the agent's resolved options and the ledger's path, across class loaders, so only types of
 * the JDK. Out: the reports that the options ask for. About once a second, and when somebody asks,
 * its one thread goes probe → join → path → advice → report; metrics and web read the result. No
 * error leaves this package.
 */
package io.bytetrail.collector.embedded;
