package io.bytetrail.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Nanoseconds that eBPF programs add to a hot page-cache look-up: an empty one, ours, and ours with
 * those of verify mode. Measured by a program of the native build, which prints them as JSON.
 */
final class KernelBench {
  private static final List<String> KEYS = List.of("empty", "alwaysOn", "verify");

  private final BenchOptions options;

  KernelBench(BenchOptions options) {
    this.options = options;
  }

  Map<String, Double> measure() throws IOException, InterruptedException {
    Path program = options.nativeTarget().resolve("bytetrail-bench");
    if (!Files.isExecutable(program)) {
      Process make = start("make", "--silent", "target/" + program.getFileName());
      if (make.waitFor() != 0) {
        throw new IOException("make failed for " + program + ", see kernel.log");
      }
    }
    Process process = start(program.toString(), options.quick() ? "3" : "15");
    byte[] json = process.getInputStream().readAllBytes();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(program + " failed: see kernel.log");
    }
    JsonNode figures = new ObjectMapper().readTree(json);
    Map<String, Double> nanos = new LinkedHashMap<>();
    for (String key : KEYS) {
      if (figures.path(key).isNumber()) {
        nanos.put(key, figures.path(key).asDouble());
      }
    }
    return nanos;
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(options.nativeTarget().getParent().toFile())
        .redirectError(
            ProcessBuilder.Redirect.appendTo(options.output().resolve("kernel.log").toFile()))
        .start();
  }
}
