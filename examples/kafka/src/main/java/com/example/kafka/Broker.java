package com.example.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A broker that is its own controller, in this JVM, by Kafka's own classes. */
final class Broker {
  private final KafkaRaftServer server;
  private final int port;
  private final Path certificate;

  private Broker(KafkaRaftServer server, int port, Path certificate) {
    this.server = server;
    this.port = port;
    this.certificate = certificate;
  }

  /** Starts it on the log in this folder; where there is none, its storage is formatted first. */
  static Broker start(Settings settings, Path folder) throws IOException, InterruptedException {
    int port = settings.port() == 0 ? freePort() : settings.port();
    Properties properties = properties(settings.tls() ? "SSL" : "PLAINTEXT", port, folder);
    Path certificate = null;
    if (settings.tls()) {
      Certificate made = Certificate.in(folder);
      certificate = made.certificate();
      properties.put("ssl.keystore.type", "PKCS12");
      properties.put("ssl.keystore.location", made.keys().toString());
      properties.put("ssl.keystore.password", Certificate.PASSWORD);
      // A broker is its own client, too.
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.location", certificate.toString());
    }
    write(properties, folder);
    if (!Files.exists(folder.resolve("logs/meta.properties"))) {
      format(folder);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    server.startup();
    return new Broker(server, port, certificate);
  }

  private static Properties properties(String protocol, int port, Path folder) throws IOException {
    int controller = freePort();
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", "BROKER");
    properties.put(
        "listeners", "BROKER://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
    properties.put(
        "listener.security.protocol.map", "BROKER:" + protocol + ",CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", folder.resolve("logs").toString());
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    return properties;
  }

  private static void write(Properties properties, Path folder) throws IOException {
    try (Writer out = Files.newBufferedWriter(settings(folder))) {
      properties.store(out, "made for the occasion");
    }
  }

  private static Path settings(Path folder) {
    return folder.resolve("server.properties");
  }

  /** As {@code kafka-storage.sh format} does. */
  private static void format(Path folder) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, false, StandardCharsets.UTF_8);
    String[] arguments = {
      "format", "-t", Uuid.randomUuid().toString(), "-c", settings(folder).toString()
    };
    if (StorageTool.execute(arguments, out) != 0) {
      throw new IOException("the storage could not be formatted: " + said);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** {@code 127.0.0.1:9092}. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** What clients need to trust it; null without TLS. */
  Path certificate() {
    return certificate;
  }

  /** Until it is told to end. */
  void await() {
    server.awaitShutdown();
  }

  void stop() {
    server.shutdown();
  }
}
