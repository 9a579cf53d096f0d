package io.bytetrail.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file server in a process of its own, with the agent attached in verify mode. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("http://[^:]+:(\\d+)");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final URI report;
  private int port;

  /** Starts it; {@link #await} comes next. */
  ServerProcess(DemoOptions options, Path root) throws IOException {
    int metricsPort = freePort();
    report = URI.create("http://127.0.0.1:" + metricsPort + "/report.json");
    log = options.output().resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                options.java().toString(),
                "-javaagent:" + options.agent(),
                // Properties and not agent arguments: a path may contain a comma.
                "-Dbytetrail.service=file-server",
                "-Dbytetrail.mode=verify",
                "-Dbytetrail.probe.wait=20s",
                "-Dbytetrail.metrics.port=" + metricsPort,
                "-Dbytetrail.report.json=" + options.output().resolve("report.json"),
                "-Dbytetrail.report.text=" + options.output().resolve("report.txt"),
                "-jar",
                options.server().toString(),
                "--strategy=each",
                "--root=" + root,
                "--port=0",
                "--chunk=" + CopyStrategy.CHUNK));
    process = builder.redirectError(log.toFile()).start();
  }

  /** Waits until it serves files and its collector serves reports. */
  void await() throws IOException, InterruptedException {
    port = awaitPort();
    awaitReport();
  }

  int port() {
    return port;
  }

  /** The report at this moment. */
  JsonNode report() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(report).timeout(TIMEOUT).build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(report + " answers " + response.statusCode());
    }
    return json.readTree(response.body());
  }

  /** Bytes that the process had fetched from devices so far; -1 when they may not be read. */
  long deviceReadBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/io"))) {
      return lines
          .filter(line -> line.startsWith("read_bytes: "))
          .mapToLong(line -> Long.parseLong(line.substring("read_bytes: ".length())))
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Ends it as an operator would, and waits for its last report. */
  void terminate() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the server does not end on SIGTERM; its log: " + log);
    }
  }

  private int awaitPort() throws IOException {
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        return Integer.parseInt(address.group(1));
      }
    }
    throw new IOException("the server did not start:\n" + Files.readString(log).strip());
  }

  private void awaitReport() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        report();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new IOException(
              "no report from the agent at " + report + ":\n" + Files.readString(log).strip(), e);
        }
        Thread.sleep(50);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
