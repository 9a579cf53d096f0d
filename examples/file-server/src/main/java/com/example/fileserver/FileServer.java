package com.example.fileserver;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A small HTTP/1.1 server of the files in a folder, on the loopback interface unless told
 * otherwise.
 */
public final class FileServer implements Closeable {
  private final Settings settings;
  private final ServerSocketChannel listener;
  private final ExecutorService workers;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  FileServer(Settings settings) throws IOException {
    this.settings = settings;
    workers = workers(settings);
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(settings.address(), settings.port()), 1024);
  }

  /** Serves until the process is told to end. */
  public static void main(String... arguments) throws IOException {
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (Settings.UsageException e) {
      System.err.println("file-server: " + e.getMessage());
      System.err.print(Settings.USAGE);
      System.exit(2);
      return;
    }
    FileServer server = new FileServer(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
    System.out.printf(
        "serving %s by %s on http://%s:%d%n",
        settings.root(), settings.strategy(), settings.address().getHostAddress(), server.port());
    server.serve();
  }

  int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Accepts connections until {@link #close()}. */
  void serve() throws IOException {
    while (true) {
      SocketChannel channel;
      try {
        channel = listener.accept();
      } catch (ClosedChannelException e) {
        return;
      }
      // The head goes out in a segment of its own; the body must not wait for its acknowledgement.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      open.add(channel);
      try {
        workers.execute(() -> serve(channel));
      } catch (RejectedExecutionException e) {
        channel.close(); // came just before the listener was closed
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    try {
      new Connection(channel, settings).run();
    } finally {
      open.remove(channel);
    }
  }

  /** Stops accepting, lets the responses under way finish for up to five seconds, and returns. */
  @Override
  public void close() {
    try {
      listener.close();
      workers.shutdown();
      for (SocketChannel channel : open) {
        shutdownInput(channel);
      }
      workers.awaitTermination(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      System.err.println("file-server: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      workers.shutdownNow();
    }
  }

  /** An idle connection sees the end of its stream; a busy one does after its response. */
  private static void shutdownInput(SocketChannel channel) {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      // closed meanwhile, which is what was wanted
    }
  }

  private static ExecutorService workers(Settings settings) {
    if (!settings.virtualThreads()) {
      return Executors.newFixedThreadPool(settings.threads());
    }
    try {
      // By name, because the server is compiled for Java 17.
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("--virtual-threads wants JDK 21 or later", e);
    }
  }
}
