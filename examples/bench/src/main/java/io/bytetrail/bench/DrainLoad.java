package io.bytetrail.bench;

import java.io.IOException;

/** Bytes a second by a client that is started once, and drains a log for each line it is sent. */
final class DrainLoad implements BenchServer.Load {
  private final Start start;
  private Child client;

  DrainLoad(Start start) {
    this.start = start;
  }

  /** Starts the client. */
  interface Start {
    Child client() throws IOException;
  }

  @Override
  public BenchServer.Work run(int seconds) throws IOException {
    if (client == null) {
      client = start.client();
    }
    long bytes = 0;
    long nanos = 0;
    while (nanos < seconds * 1_000_000_000L) {
      client.writeLine("");
      String[] answer = client.readLine().split(" ", -1);
      bytes += Long.parseLong(answer[0]);
      nanos += Long.parseLong(answer[1]);
    }
    return new BenchServer.Work(bytes / (nanos / 1e9), bytes);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
