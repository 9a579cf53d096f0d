package com.example.fileserver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches files over several connections and says how fast they came. Every response must have
 * status 200 and as many bytes as it promised.
 */
public final class LoadClient {
  private static final String USAGE =
      """
      usage: LoadClient --port=N --path=/a[,/b…] [--connections=N] [--requests=N | --seconds=N]
                        [--checksum]
      """;

  /**
   * What to fetch.
   *
   * @param port of the server on the loopback interface
   * @param paths taken in turn
   * @param connections one thread each
   * @param requests over all connections; 0 for as many as {@code seconds} allow
   * @param seconds how long; ignored when {@code requests} is given
   * @param checksum whether to take the CRC-32C of every body
   */
  public record Load(
      int port,
      List<String> paths,
      int connections,
      long requests,
      double seconds,
      boolean checksum) {}

  /**
   * What came back.
   *
   * @param requests responses read in full
   * @param bytes of their bodies
   * @param seconds from the first request to the last response
   * @param p50Millis median time of a request
   * @param p99Millis time that one request in a hundred exceeded
   * @param checksums CRC-32C of each path's body, empty unless asked for
   */
  public record Result(
      long requests,
      long bytes,
      double seconds,
      double p50Millis,
      double p99Millis,
      Map<String, Long> checksums) {
    public double bytesPerSecond() {
      return seconds == 0 ? 0 : bytes / seconds;
    }

    String toJson() {
      List<String> sums = new ArrayList<>();
      checksums.forEach((path, sum) -> sums.add("\"%s\":\"%08x\"".formatted(path, sum)));
      return ("{\"requests\":%d,\"bytes\":%d,\"seconds\":%.6f,\"bytesPerSecond\":%.0f,"
              + "\"p50Millis\":%.3f,\"p99Millis\":%.3f,\"checksums\":{%s}}")
          .formatted(
              requests,
              bytes,
              seconds,
              bytesPerSecond(),
              p50Millis,
              p99Millis,
              String.join(",", sums));
    }
  }

  private LoadClient() {}

  /** Prints one line of JSON; exits with 1 when a response was not what it should be. */
  public static void main(String... arguments) throws InterruptedException {
    try {
      System.out.println(run(parse(arguments)).toJson());
    } catch (Settings.UsageException e) {
      System.err.println("LoadClient: " + e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    } catch (IOException e) {
      System.err.println("LoadClient: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Runs the load and waits for its last response. */
  public static Result run(Load load) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(load.connections());
    try {
      AtomicLong tickets = new AtomicLong();
      long start = System.nanoTime();
      long deadline = start + (long) (load.seconds() * 1e9);
      List<Future<LoadConnection>> running = new ArrayList<>();
      for (int i = 0; i < load.connections(); i++) {
        running.add(threads.submit(() -> fetch(load, tickets, deadline)));
      }
      List<LoadConnection> done = new ArrayList<>();
      for (Future<LoadConnection> connection : running) {
        done.add(connection.get());
      }
      return result(done, (System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static LoadConnection fetch(Load load, AtomicLong tickets, long deadline)
      throws IOException {
    try (LoadConnection connection = new LoadConnection(load.port(), load.checksum())) {
      while (true) {
        long ticket = tickets.getAndIncrement();
        boolean over =
            load.requests() > 0 ? ticket >= load.requests() : System.nanoTime() >= deadline;
        if (over) {
          return connection;
        }
        connection.fetch(load.paths().get((int) (ticket % load.paths().size())));
      }
    }
  }

  private static Result result(List<LoadConnection> connections, double seconds)
      throws IOException {
    long bytes = 0;
    Map<String, Long> checksums = new TreeMap<>();
    for (LoadConnection connection : connections) {
      bytes += connection.bytes();
      for (Map.Entry<String, Long> sum : connection.checksums().entrySet()) {
        Long other = checksums.putIfAbsent(sum.getKey(), sum.getValue());
        if (other != null && !other.equals(sum.getValue())) {
          throw new IOException("two different bodies for " + sum.getKey());
        }
      }
    }
    long[] nanos = connections.stream().flatMapToLong(LoadConnection::nanos).sorted().toArray();
    return new Result(
        nanos.length, bytes, seconds, millis(nanos, 0.5), millis(nanos, 0.99), checksums);
  }

  private static double millis(long[] sorted, double quantile) {
    return sorted.length == 0 ? 0 : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
  }

  private static Load parse(String... arguments) throws Settings.UsageException {
    int port = 0;
    List<String> paths = List.of();
    int connections = 1;
    int requests = 0;
    int seconds = 5;
    boolean checksum = false;
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      String value = pair.length == 2 ? pair[1] : "";
      switch (pair[0]) {
        case "--port" -> port = Settings.number(pair[0], value, 1, 65_535);
        case "--path" -> paths = Arrays.asList(value.split(",", -1));
        case "--connections" -> connections = Settings.number(pair[0], value, 1, 10_000);
        case "--requests" -> requests = Settings.number(pair[0], value, 1, Integer.MAX_VALUE);
        case "--seconds" -> seconds = Settings.number(pair[0], value, 1, 86_400);
        case "--checksum" -> checksum = true;
        default -> throw new Settings.UsageException("unknown argument: " + argument);
      }
    }
    if (port == 0 || paths.isEmpty()) {
      throw new Settings.UsageException("--port and --path are needed");
    }
    return new Load(port, paths, connections, requests, seconds, checksum);
  }
}
