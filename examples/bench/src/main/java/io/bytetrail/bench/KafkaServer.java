package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A broker whose log of 1 GiB is drained, over and over, out of the page cache. It is produced
 * once, before; the broker finds it again at each start.
 *
 * @param log where a client's and the first broker's errors go
 */
record KafkaServer(Path jar, Path log, boolean tls) implements BenchServer {
  private static final int MIB = 1 << 10;

  /** The JDK from which Kafka's way to unmap an index is warned about. */
  private static final int WARNS_OF_UNSAFE = 24;

  @Override
  public String name() {
    return tls ? "kafka-tls" : "kafka";
  }

  @Override
  public void prepare(Jdk jdk, Path folder) throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("logs"))) {
      return;
    }
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(arguments(jdk, folder));
    try (Child broker = new Child(log, command);
        Child client = client(jdk, folder, broker.readPort(), "produce")) {
      client.await();
    }
  }

  @Override
  public List<String> arguments(Jdk jdk, Path folder) {
    List<String> arguments = new ArrayList<>(heap(jdk));
    arguments.addAll(List.of("-jar", jar.toString(), "--serve", "--data=" + folder));
    if (tls) {
      arguments.add("--tls");
    }
    return arguments;
  }

  @Override
  public Map<String, Load> loads(Jdk jdk, Path folder, int port) {
    return Map.of("1 GiB", new DrainLoad(() -> client(jdk, folder, port, "drain")));
  }

  private Child client(Jdk jdk, Path folder, int port, String what) throws IOException {
    List<String> command = new ArrayList<>(List.of(jdk.java()));
    command.addAll(heap(jdk));
    command.addAll(
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            jar.toString(),
            "com.example.kafka.Client",
            "127.0.0.1:" + port,
            tls ? folder.resolve("localhost.pem").toString() : "",
            Integer.toString(MIB),
            what));
    return new Child(log, command);
  }

  private static List<String> heap(Jdk jdk) {
    List<String> options = new ArrayList<>(List.of("-Xms512m", "-Xmx512m"));
    if (jdk.feature() >= WARNS_OF_UNSAFE) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }
}
