package io.bytetrail.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that is measured; its error stream goes to a log. Ends with the benchmark's JVM. */
final class Child implements AutoCloseable {
  /** Linux's, whatever the kernel's own clock is. */
  private static final double TICKS_PER_SECOND = 100;

  /** Behind the command's name. */
  private static final int USER_TICKS = 11;

  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final BufferedReader out;
  private final Path log;
  private final Thread hook;

  Child(Path log, List<String> command) throws IOException {
    this.log = log;
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    out = process.inputReader(UTF_8);
    hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The next line it prints. */
  String readLine() throws IOException {
    String line = out.readLine();
    if (line == null) {
      List<String> said = Files.readAllLines(log);
      throw new IOException(
          "a process ended early; its last words: "
              + String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size())));
    }
    return line;
  }

  /** Where it listens: the port of the first address that it prints. */
  int readPort() throws IOException {
    while (true) {
      Matcher address = ADDRESS.matcher(readLine());
      if (address.find()) {
        return Integer.parseInt(address.group(1));
      }
    }
  }

  /** Sends it a line. */
  void writeLine(String line) throws IOException {
    Writer in = process.outputWriter(UTF_8);
    in.write(line + "\n");
    in.flush();
  }

  /** Until it has ended by itself; {@link IOException} if it failed. */
  void await() throws IOException, InterruptedException {
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("a process ended with " + exit + ": see " + log);
    }
  }

  /** CPU time so far of it, threads that have ended too, and of its children. */
  double cpuSeconds() throws IOException {
    double ticks = ticks(process.pid());
    for (long child : childPids()) {
      ticks += ticks(child);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
  }

  long pid() {
    return process.pid();
  }

  /** Its own children, such as the probe. */
  List<Long> childPids() {
    return process.children().map(ProcessHandle::pid).toList();
  }

  /** Ends it, and waits until what it had attached to the kernel is gone. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.children().toList();
    process.destroy();
    try {
      process.onExit().orTimeout(15, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly().onExit().join();
    }
    for (ProcessHandle child : children) {
      child.onExit().join();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is ending, and the hook has nothing left to end
    }
  }
}
