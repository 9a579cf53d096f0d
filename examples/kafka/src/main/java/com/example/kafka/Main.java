package com.example.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One Kafka broker, and a producer and a consumer on it: where the bytes of a log go. It knows
 * nothing of bytetrail.
 */
public final class Main {
  private Main() {}

  /** Exits with 0 when everything was consumed, 1 when not, 2 for wrong arguments. */
  public static void main(String... arguments) throws Exception {
    Settings settings;
    try {
      settings = Settings.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("kafka: " + e.getMessage() + "\n" + Settings.USAGE);
      System.exit(2);
      return;
    }
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    System.exit(run(settings));
  }

  private static int run(Settings settings) throws IOException, InterruptedException {
    boolean temporary = settings.data() == null;
    Path work =
        temporary
            ? Files.createTempDirectory("kafka-example-")
            : Files.createDirectories(settings.data());
    Broker broker;
    try {
      broker = Broker.start(settings, work);
    } catch (RuntimeException e) {
      // Kafka has logged it, and has left threads that would keep the process.
      if (temporary) {
        delete(work);
      }
      return 1;
    }
    // It stops before its files go: both hooks would run at once.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.stop();
                  if (temporary) {
                    delete(work);
                  }
                }));
    String certificate = broker.certificate() == null ? "" : broker.certificate().toString();
    System.out.println("broker on " + broker.address() + " " + certificate);
    if (settings.serve()) {
      broker.await();
      return 0;
    }
    return visit(broker.address(), certificate, settings.mib());
  }

  /** In a JVM of its own, for its bytes are none of the broker's. */
  private static int visit(String address, String certificate, int mib)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            Client.class.getName(),
            address,
            certificate,
            Integer.toString(mib),
            "produce",
            "consume");
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("kafka: " + folder + " is left: " + e);
    }
  }
}
