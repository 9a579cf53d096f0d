package io.bytetrail.agent;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * The application of {@link UploadsIT}: what a socket brings in is stored in a file, in the ways of
 * real code, each in a method of its own, which is the file's site.
 */
final class Uploads {
  static final int CHUNK = 8192;
  static final int SIZE = 40 * CHUNK + 300;

  private static final Set<OpenOption> WRITABLE =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private static final byte[] CONTENT = new byte[SIZE];
  private static final byte[] ZIPPED;

  private static Path directory;
  private static SSLContext context;
  private static InetSocketAddress plain;
  private static InetSocketAddress zipped;
  private static InetSocketAddress encrypted;

  static {
    new Random(42).nextBytes(CONTENT);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(CONTENT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    ZIPPED = packed.toByteArray();
  }

  private Uploads() {}

  /** Arguments: a directory, a key store, and the kind of threads. */
  public static void main(String[] arguments) throws Exception {
    directory = Path.of(arguments[0]);
    context = TlsRoutes.context(Path.of(arguments[1]));
    InetAddress here = InetAddress.getLoopbackAddress();
    plain = peer(new ServerSocket(0, 50, here), CONTENT);
    zipped = peer(new ServerSocket(0, 50, here), ZIPPED);
    encrypted = peer(context.getServerSocketFactory().createServerSocket(0, 50, here), CONTENT);
    Threads.run(arguments[2].equals("virtual"), Uploads::all);
  }

  private static void all() throws IOException {
    stream();
    buffered();
    direct();
    heap();
    positional();
    copied();
    gunzip();
    tlsStream();
    tlsEngine();
    proxy();
    for (String name : new String[] {"stream", "buffered", "direct", "heap", "positional"}) {
      check(name);
    }
    for (String name : new String[] {"copied", "gunzip", "tlsStream", "tlsEngine"}) {
      check(name);
    }
  }

  private static void stream() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = socket(plain).getInputStream();
        OutputStream out = new FileOutputStream(file("stream"))) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void buffered() throws IOException {
    byte[] buffer = new byte[1000];
    try (InputStream in = new BufferedInputStream(socket(plain).getInputStream(), 1 << 16);
        OutputStream out = new FileOutputStream(file("buffered"))) {
      for (int n = in.readNBytes(buffer, 0, 1000); n > 0; n = in.readNBytes(buffer, 0, 1000)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void direct() throws IOException {
    try (FileChannel out = FileChannel.open(directory.resolve("direct"), WRITABLE)) {
      receive(out, ByteBuffer.allocateDirect(CHUNK));
    }
  }

  private static void heap() throws IOException {
    try (FileChannel out = FileChannel.open(directory.resolve("heap"), WRITABLE)) {
      receive(out, ByteBuffer.allocate(CHUNK));
    }
  }

  private static void receive(FileChannel out, ByteBuffer buffer) throws IOException {
    try (SocketChannel in = SocketChannel.open(plain)) {
      while (in.read(buffer.clear()) > 0) {
        out.write(buffer.flip());
      }
    }
  }

  private static void positional() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (SocketChannel in = SocketChannel.open(plain);
        FileChannel out = FileChannel.open(directory.resolve("positional"), WRITABLE)) {
      long at = 0;
      while (in.read(buffer.clear()) > 0) {
        at += out.write(buffer.flip(), at);
      }
    }
  }

  /** As a parser of forms does: from its buffer into another. */
  private static void copied() throws IOException {
    byte[] buffer = new byte[CHUNK];
    byte[] copy = new byte[CHUNK];
    try (InputStream in = socket(plain).getInputStream();
        OutputStream out = new FileOutputStream(file("copied"))) {
      for (int n = in.readNBytes(buffer, 0, CHUNK); n > 0; n = in.readNBytes(buffer, 0, CHUNK)) {
        System.arraycopy(buffer, 0, copy, 0, n);
        out.write(copy, 0, n);
      }
    }
  }

  private static void gunzip() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new GZIPInputStream(socket(zipped).getInputStream(), CHUNK);
        OutputStream out = new FileOutputStream(file("gunzip"))) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void tlsStream() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (Socket socket =
            context.getSocketFactory().createSocket(encrypted.getAddress(), encrypted.getPort());
        InputStream in = socket.getInputStream();
        OutputStream out = new FileOutputStream(file("tlsStream"))) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  /** As servers do it: what is left of a record is moved to the beginning before the next read. */
  private static void tlsEngine() throws IOException {
    SSLEngine engine = context.createSSLEngine("localhost", encrypted.getPort());
    engine.setUseClientMode(true);
    ByteBuffer records = ByteBuffer.allocateDirect(2 * engine.getSession().getPacketBufferSize());
    ByteBuffer data = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize());
    try (SocketChannel in = SocketChannel.open(encrypted);
        FileChannel out = FileChannel.open(directory.resolve("tlsEngine"), WRITABLE)) {
      ByteBuffer rest = TlsRoutes.shakeHands(engine, in);
      records.put(rest);
      long stored = 0;
      while (stored < SIZE) {
        records.flip();
        var result = engine.unwrap(records, data.clear());
        records.compact();
        data.flip();
        while (data.hasRemaining()) {
          stored += out.write(data);
        }
        if (result.bytesConsumed() == 0) {
          in.read(records);
        }
      }
    }
  }

  /** From a socket to a socket: a row of neither. */
  private static void proxy() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
    try (ServerSocket sink = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        SocketChannel in = SocketChannel.open(plain);
        SocketChannel out = SocketChannel.open(sink.getLocalSocketAddress())) {
      Thread drain = new Thread(() -> drain(sink));
      drain.setDaemon(true);
      drain.start();
      while (in.read(buffer.clear()) > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
    }
  }

  private static void drain(ServerSocket sink) {
    try (Socket socket = sink.accept();
        InputStream in = socket.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The writer has gone.
    }
  }

  private static String file(String name) {
    return directory.resolve(name).toString();
  }

  private static Socket socket(InetSocketAddress peer) throws IOException {
    return new Socket(peer.getAddress(), peer.getPort());
  }

  private static void check(String name) throws IOException {
    if (!Arrays.equals(Files.readAllBytes(directory.resolve(name)), CONTENT)) {
      throw new IOException(name + " is not what was sent");
    }
  }

  /** Sends the same to everybody. */
  private static InetSocketAddress peer(ServerSocket server, byte[] content) {
    Thread peer =
        new Thread(
            () -> {
              while (true) {
                try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                  out.write(content);
                } catch (IOException e) {
                  // The reader has gone.
                }
              }
            });
    peer.setDaemon(true);
    peer.start();
    return (InetSocketAddress) server.getLocalSocketAddress();
  }
}
