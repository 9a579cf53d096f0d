package com.example.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Produces records of 16 KiB and consumes them, in a JVM of its own. */
final class Client {
  static final String TOPIC = "bytes";
  static final int RECORD_BYTES = 16 << 10;
  private static final int RECORDS_A_MIB = (1 << 20) / RECORD_BYTES;

  private final Map<String, Object> settings = new HashMap<>();

  /** A client of the broker at this address; {@code certificate} is empty without TLS. */
  Client(String address, String certificate) {
    settings.put("bootstrap.servers", address);
    if (!certificate.isEmpty()) {
      settings.put("security.protocol", "SSL");
      settings.put("ssl.truststore.type", "PEM");
      settings.put("ssl.truststore.location", certificate);
    }
  }

  /**
   * Arguments: address, certificate or nothing, MiB, and what to do: {@code produce}, {@code
   * consume}, or {@code drain}.
   */
  public static void main(String... arguments) throws Exception {
    Client client = new Client(arguments[0], arguments[1]);
    int mib = Integer.parseInt(arguments[2]);
    List<String> todo = List.of(arguments).subList(3, arguments.length);
    if (todo.contains("produce")) {
      client.produce(mib);
    }
    if (todo.contains("consume")) {
      long began = System.nanoTime();
      long bytes = client.consume(mib);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf("consumed %d bytes in %.3f s%n", bytes, seconds);
    }
    if (todo.contains("drain")) {
      drain(arguments[0], arguments[1], mib);
    }
  }

  /** Once for each line of its input; answers with the bytes received and the nanoseconds. */
  private static void drain(String address, String certificate, int mib)
      throws IOException, GeneralSecurityException, InterruptedException {
    try (Drain drain = new Drain(address, certificate, TOPIC, (long) mib * RECORDS_A_MIB);
        Scanner in = new Scanner(System.in, UTF_8)) {
      while (in.hasNextLine()) {
        in.nextLine();
        long began = System.nanoTime();
        long bytes = drain.run();
        System.out.println(bytes + " " + (System.nanoTime() - began));
      }
    }
  }

  /** Makes the topic where there is none, and waits until the broker has everything. */
  void produce(int mib) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    byte[] value = new byte[RECORD_BYTES];
    new Random(1).nextBytes(value);
    Map<String, Object> producing = new HashMap<>(settings);
    producing.put("batch.size", 256 << 10);
    producing.put("linger.ms", 20);
    ByteArraySerializer serializer = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(producing, serializer, serializer)) {
      for (int i = 0; i < mib * RECORDS_A_MIB; i++) {
        var unused = producer.send(new ProducerRecord<>(TOPIC, value));
      }
      producer.flush();
    }
  }

  /** Consumes from the beginning; returns the bytes of the records' values. */
  long consume(int mib) {
    Map<String, Object> consuming = new HashMap<>(settings);
    consuming.put("fetch.min.bytes", 1 << 20);
    consuming.put("fetch.max.wait.ms", 100);
    ByteArrayDeserializer deserializer = new ByteArrayDeserializer();
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    long bytes = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(consuming, deserializer, deserializer)) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (bytes < (long) mib << 20) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(10))) {
          bytes += record.value().length;
        }
      }
    }
    return bytes;
  }
}
