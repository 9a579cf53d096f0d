package io.bytetrail.collector.surface;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The JVM of the drivers, spoken with over pipes. Every wait is bounded. */
final class ChildProcess implements AutoCloseable {
  /** For one driver, or the start of the JVM. */
  private static final int PATIENCE_SECONDS = 60;

  private static final int GRACE_SECONDS = 5;
  private static final String END = "";

  private final Process process;
  private final Path directory;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4096);
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  private ChildProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    read(process.getInputStream(), lines::add, END);
    read(process.getErrorStream(), this::complain, PipeRows.COMMENT);
  }

  static ChildProcess start(List<String> command, Path directory) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    // What is set for a service would start a second agent, or change what this one does.
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("BYTETRAIL_")
                    || List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                        .contains(name));
    return new ChildProcess(builder.start(), directory);
  }

  /** Waits for a line that begins so, and returns it; the others before it are handed over. */
  String await(String beginning, Consumer<String> others) throws IOException {
    while (true) {
      String line = next();
      if (line == null) {
        throw failed("did nothing for " + PATIENCE_SECONDS + " s");
      }
      if (line.equals(END)) {
        throw failed("has ended");
      }
      if (line.startsWith(beginning)) {
        return line;
      }
      others.accept(line);
    }
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  private String next() {
    try {
      return lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private IOException failed(String how) throws IOException {
    String said = String.join("\n", complaints);
    return new IOException(
        "the JVM that drives the operations "
            + how
            + (said.isEmpty() ? "" : ": " + said)
            + (Files.isDirectory(directory) ? "" : "; " + directory + " is gone"));
  }

  private void complain(String line) {
    if (!line.startsWith(PipeRows.COMMENT)) {
      complaints.add(line);
    }
  }

  private static void read(InputStream in, Consumer<String> lines, String end) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                reader.lines().filter(line -> !line.isEmpty()).forEach(lines);
              } catch (IOException | RuntimeException e) {
                // It has been ended.
              }
              lines.accept(end);
            },
            "surface-child");
    thread.setDaemon(true);
    thread.start();
  }

  /** The end of its input is its signal to end. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It is gone already, or about to be.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
