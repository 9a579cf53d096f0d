package io.bytetrail.bench;

import java.nio.file.Path;

/**
 * What the benchmarks work with; all paths absolute.
 *
 * @param agent the agent's jar
 * @param server the file server's jar
 * @param nativeTarget folder of the native build, with the kernel-side benchmark
 * @param examples folder of the examples, each with its jar below {@code NAME/target}
 * @param output folder of the results
 * @param quick fewer and shorter rounds: under three minutes instead of twenty
 */
record BenchOptions(
    Path agent, Path server, Path nativeTarget, Path examples, Path output, boolean quick) {
  String javaAgent() {
    return "-javaagent:" + agent;
  }

  /** The jar of one of the examples. */
  Path example(String name) {
    return examples.resolve(name).resolve("target").resolve(name + ".jar");
  }
}
