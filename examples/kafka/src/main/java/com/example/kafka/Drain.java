package com.example.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Consumes a partition as fast as a broker gives it, over and over: each of two connections a half,
 * so that the broker has a fetch to answer while the other's bytes are taken out of the socket.
 */
final class Drain implements Closeable {
  private static final int CONNECTIONS = 2;

  private final List<Fetcher> fetchers = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
  private final long records;

  /** Connects; {@code certificate} is empty without TLS. */
  Drain(String address, String certificate, String topic, long records)
      throws IOException, GeneralSecurityException {
    this.records = records;
    Wire wire = Wire.of(address, certificate);
    for (int i = 0; i < CONNECTIONS; i++) {
      fetchers.add(new Fetcher(wire.connect(), topic));
    }
  }

  /** Takes all records once; returns the bytes that the broker has sent for them. */
  long run() throws IOException, InterruptedException {
    List<Future<Long>> halves = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Fetcher fetcher = fetchers.get(i);
      long first = records * i / CONNECTIONS;
      long end = records * (i + 1) / CONNECTIONS;
      halves.add(threads.submit(() -> fetcher.fetch(first, end)));
    }
    long bytes = 0;
    for (Future<Long> half : halves) {
      try {
        bytes += half.get();
      } catch (ExecutionException e) {
        throw new IOException("a fetch failed", e.getCause());
      }
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Fetcher fetcher : fetchers) {
      fetcher.close();
    }
  }
}
