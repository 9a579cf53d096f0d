package io.bytetrail.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that does what each line of its standard input says, and answers with a line. It
 * serves a file to a socket of its own, a chunk at a time, so that a test can do harm in between.
 */
final class Obedient {
  static final int CHUNK = 1 << 16;

  private final SocketChannel socket;
  private InputStream stream;
  private MappedByteBuffer mapping;
  private SteadyLoad load;

  private Obedient() throws IOException {
    ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket = SocketChannel.open(listener.getLocalAddress());
    Thread reader = new Thread(new Reader(listener.accept()), "reader");
    reader.setDaemon(true);
    reader.start();
  }

  public static void main(String[] arguments) throws IOException {
    Obedient application = new Obedient();
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    System.out.println("ready");
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      System.out.println(application.answer(order.split(" ", 2)));
    }
    System.out.println("done");
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "read" -> "read " + read(words[1]);
        case "stream" -> {
          stream = new FileInputStream(words[1]);
          yield "opened";
        }
        case "map" -> {
          try (FileChannel file = FileChannel.open(Path.of(words[1]))) {
            mapping = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
          }
          yield "mapped";
        }
        case "load" -> {
          load = SteadyLoad.on(Path.of(words[1]));
          yield "loaded";
        }
        case "touch" -> {
          for (String name : words[1].split(",", -1)) {
            var unused = Class.forName(name, false, Obedient.class.getClassLoader());
          }
          yield "touched";
        }
        case "errors" -> "errors " + load.errors();
        case "serve" -> "served " + (mapping == null ? serveStream() : serveMapping());
        case "peek" -> "peeked " + peek();
        case "fail-in-hook" -> {
          Runtime.getRuntime().addShutdownHook(new Thread(Obedient::fail));
          yield "hooked";
        }
        case "halt-in-hook" -> {
          Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(6)));
          yield "hooked";
        }
        case "exit" -> {
          System.exit(Integer.parseInt(words[1]));
          yield "";
        }
        case "halt" -> {
          Runtime.getRuntime().halt(Integer.parseInt(words[1]));
          yield "";
        }
        case "fail" -> fail();
        default -> "what?";
      };
    } catch (IOException | InternalError | ClassNotFoundException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private static String fail() {
    throw new IllegalStateException("as ordered");
  }

  private static long read(String file) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long bytes = 0;
    try (InputStream in = new FileInputStream(file)) {
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        bytes += n;
      }
    }
    return bytes;
  }

  private int serveStream() throws IOException {
    byte[] chunk = new byte[CHUNK];
    int n = stream.read(chunk);
    return n < 0 ? n : send(ByteBuffer.wrap(chunk, 0, n));
  }

  private int serveMapping() throws IOException {
    int from = mapping.position();
    int sent = send(mapping.duplicate().limit(Math.min(from + CHUNK, mapping.limit())));
    mapping.position(from + sent);
    return sent;
  }

  /** JDK 17 may throw a moment after the access, when it next stops the thread. */
  private byte peek() {
    byte last = mapping.get(mapping.limit() - 1);
    LockSupport.parkNanos(1);
    return last;
  }

  private int send(ByteBuffer bytes) throws IOException {
    int sent = 0;
    while (bytes.hasRemaining()) {
      sent += socket.write(bytes);
    }
    return sent;
  }

  /** Takes what is served, so that a writer never waits for long. */
  private record Reader(SocketChannel socket) implements Runnable {
    @Override
    public void run() {
      ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
      try {
        while (socket.read(chunk.clear()) >= 0) {
          // Of no interest.
        }
      } catch (IOException e) {
        // The end of the application.
      }
    }
  }
}
