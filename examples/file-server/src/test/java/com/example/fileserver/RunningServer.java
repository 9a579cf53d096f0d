package com.example.fileserver;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A server on any free port, for the length of a test. */
final class RunningServer implements Closeable {
  private final FileServer server;
  private final Thread thread;

  RunningServer(Path root) throws IOException, Settings.UsageException {
    server =
        new FileServer(
            Settings.parse("--strategy=each", "--root=" + root, "--port=0", "--chunk=16384"));
    thread =
        new Thread(
            () -> {
              try {
                server.serve();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
  }

  int port() throws IOException {
    return server.port();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
