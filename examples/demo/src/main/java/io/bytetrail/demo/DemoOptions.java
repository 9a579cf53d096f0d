package io.bytetrail.demo;

import java.nio.file.Path;

/**
 * What the demo works with; all paths absolute.
 *
 * @param agent the agent's jar
 * @param server the file server's jar
 * @param java the launcher of the JVM that the server runs on
 * @param output folder of the results
 * @param quick a few passes only
 */
record DemoOptions(Path agent, Path server, Path java, Path output, boolean quick) {}
