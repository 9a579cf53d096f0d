package io.bytetrail.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.testing.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a JVM of its own under the packaged agent in {@code mode=verify}, and {@code strace}
 * beside it as a witness.
 *
 * <pre>{@code
 * try (ServerRun server = ServerRun.of(jdk, folder).straced().start("-jar", jar, "--serve")) {
 *   Exchange.get(server.port(), "/large.bin");
 *   ObservedReport report = server.stop();
 * }
 * }</pre>
 */
public final class ServerRun implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
  private static final long SECONDS_TO_START = 120;
  private static final long SECONDS_TO_END = 60;
  private static final Path STRACE = Path.of("/usr/bin/strace");

  private final Jdk jdk;
  private final Path folder;
  private final List<String> agentOptions = new ArrayList<>();
  private boolean straced;
  private Process process;
  private BufferedReader out;
  private int port;

  private ServerRun(Jdk jdk, Path folder) {
    this.jdk = jdk;
    this.folder = folder.toAbsolutePath();
  }

  /** A server on this JDK; what is written about it goes into the folder. */
  public static ServerRun of(Jdk jdk, Path folder) {
    return new ServerRun(jdk, folder);
  }

  /** Whether the witness is there. */
  public static boolean hasStrace() {
    return Files.isExecutable(STRACE);
  }

  public ServerRun straced() {
    straced = true;
    return this;
  }

  /** One more option of the agent, {@code key=value}. */
  public ServerRun option(String option) {
    agentOptions.add(option);
    return this;
  }

  /** Starts it, and waits for the line with its address. */
  public ServerRun start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (straced) {
      command.addAll(
          List.of(STRACE.toString(), "-f", "--seccomp-bpf", "-yy", "-qq", "-s", "0", "-o"));
      command.addAll(List.of(straceFile().toString(), "-e", "trace=" + Strace.CALLS));
    }
    command.add(jdk.java().toString());
    // As short a start as can be: nobody measures these servers.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder));
    command.add("-javaagent:" + agent() + "=" + String.join(",", options()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("BYTETRAIL_"));
    process = builder.redirectError(errors().toFile()).start();
    out = process.inputReader(UTF_8);
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            this::kill, CompletableFuture.delayedExecutor(SECONDS_TO_START, TimeUnit.SECONDS));
    try {
      if (!readAddress()) {
        throw new IOException(command + " did not start: " + Files.readString(errors()));
      }
    } finally {
      late.cancel(false);
    }
    return this;
  }

  private boolean readAddress() throws IOException {
    String line = out.readLine();
    while (line != null) {
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        port = Integer.parseInt(address.group(1));
        return true;
      }
      line = out.readLine();
    }
    return false;
  }

  private static String agent() {
    return System.getProperty("bytetrail.agent.jar");
  }

  private List<String> options() {
    List<String> options = new ArrayList<>(agentOptions);
    options.addAll(
        List.of(
            "mode=verify",
            "report.text=" + folder.resolve("report.txt"),
            "report.json=" + reportFile(),
            "probe.wait=30s"));
    return options;
  }

  public int port() {
    return port;
  }

  /** Asks it to end, and waits for the report: whole, of all bytes, without a suppressed error. */
  public ObservedReport stop() throws IOException, InterruptedException {
    server().destroy();
    assertThat(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)).as("ends in time").isTrue();
    assertThat(Files.readString(errors())).as("said on standard error").isEmpty();
    return ObservedReport.read(reportFile());
  }

  /** What strace saw; after {@link #stop}. */
  public Strace strace() throws IOException {
    return Strace.read(straceFile());
  }

  /** The JVM; strace, its parent, would leave it untraced when it is told to end. */
  private ProcessHandle server() {
    return straced ? process.children().findFirst().orElse(process.toHandle()) : process.toHandle();
  }

  private Path reportFile() {
    return folder.resolve("report.json");
  }

  private Path straceFile() {
    return folder.resolve("strace.txt");
  }

  private Path errors() {
    return folder.resolve("errors.txt");
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      kill();
      out.close();
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
