package io.bytetrail.collector.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the probe which of its programs this kernel takes: {@code bytetrail-probe --check}. */
public final class ProbeCheck {
  private static final String MISSING = "missing:";
  private static final long TIMEOUT_SECONDS = 20;

  private ProbeCheck() {}

  /**
   * One program.
   *
   * @param reason why it is missing; empty when attached
   */
  public record Program(String name, boolean attached, String reason) {}

  /** Lines look so: {@code sys_enter attached}, {@code sys_exit missing: not permitted}. */
  public static List<Program> run(ProbeBinary binary) throws ProbeException {
    try {
      Process process =
          new ProcessBuilder(binary.path().toString(), "--check").redirectErrorStream(true).start();
      process.getOutputStream().close();
      List<Program> programs = new ArrayList<>();
      StringBuilder rest = new StringBuilder();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          parse(line, programs, rest);
        }
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      if (programs.isEmpty()) {
        throw new ProbeException("the probe did not list its programs: " + rest);
      }
      return programs;
    } catch (IOException e) {
      throw new ProbeException("the probe could not be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeException("interrupted while waiting for the probe", e);
    }
  }

  private static void parse(String line, List<Program> programs, StringBuilder rest) {
    int missing = line.indexOf(MISSING);
    if (missing >= 0) {
      String reason = line.substring(missing + MISSING.length()).trim();
      programs.add(new Program(line.substring(0, missing).trim(), false, reason));
    } else if (line.endsWith("attached")) {
      String name = line.substring(0, line.length() - "attached".length()).trim();
      programs.add(new Program(name, true, ""));
    } else {
      rest.append(line).append(' ');
    }
  }
}
