package io.bytetrail.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The application of {@link TlsRoutesIT}: a file to sockets with TLS, in the JDK's two ways. */
final class TlsRoutes {
  static final int CHUNK = 8192;
  static final int SIZE = 4 * CHUNK + 100;
  static final char[] PASSWORD = "changeit".toCharArray();

  private static Path source;
  private static SSLContext context;
  private static InetSocketAddress sink;

  private TlsRoutes() {}

  /** Arguments: a directory, and a key store in it. */
  public static void main(String[] arguments) throws Exception {
    source = Path.of(arguments[0]).resolve("source");
    byte[] content = new byte[SIZE];
    new Random(42).nextBytes(content);
    Files.write(source, content);
    context = context(Path.of(arguments[1]));
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      sink = (InetSocketAddress) server.getLocalSocketAddress();
      Thread drain = new Thread(() -> drain(server));
      drain.setDaemon(true);
      drain.start();
      Threads.run(arguments[2].equals("virtual"), TlsRoutes::all);
    }
  }

  private static void all() throws IOException {
    stream();
    compressed();
    transfer();
    engine(ByteBuffer.allocateDirect(CHUNK), ByteBuffer.allocateDirect(4 * CHUNK));
    engineHeap();
  }

  private static void stream() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new FileInputStream(source.toFile());
        SSLSocket socket = socket();
        OutputStream out = socket.getOutputStream()) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void compressed() throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = new FileInputStream(source.toFile());
        SSLSocket socket = socket();
        OutputStream out = new GZIPOutputStream(socket.getOutputStream(), CHUNK)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
  }

  private static void transfer() throws IOException {
    try (FileChannel file = FileChannel.open(source);
        SSLSocket socket = socket();
        WritableByteChannel out = Channels.newChannel(socket.getOutputStream())) {
      // A virtual thread that parked for it after the read might go on on another carrier, which
      // does not know what was read: the link would be lost.
      socket.startHandshake();
      file.transferTo(0, SIZE, out);
    }
  }

  private static void engineHeap() throws IOException {
    engine(ByteBuffer.allocate(CHUNK), ByteBuffer.allocate(4 * CHUNK));
  }

  private static void engine(ByteBuffer plain, ByteBuffer record) throws IOException {
    try (SocketChannel socket = SocketChannel.open(sink);
        FileChannel file = FileChannel.open(source)) {
      SSLEngine engine = context.createSSLEngine("localhost", sink.getPort());
      engine.setUseClientMode(true);
      shakeHands(engine, socket);
      while (file.read(plain.clear()) > 0) {
        plain.flip();
        while (plain.hasRemaining()) {
          engine.wrap(plain, record.clear());
          record.flip();
          while (record.hasRemaining()) {
            socket.write(record);
          }
        }
      }
    }
  }

  /** Returns what has been received and belongs to nothing of the handshake. */
  static ByteBuffer shakeHands(SSLEngine engine, SocketChannel socket) throws IOException {
    ByteBuffer none = ByteBuffer.allocate(0);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    ByteBuffer in = ByteBuffer.allocate(4 * out.capacity()).limit(0);
    ByteBuffer data = ByteBuffer.allocate(out.capacity());
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      switch (status) {
        case NEED_TASK -> {
          engine.getDelegatedTask().run();
          status = engine.getHandshakeStatus();
        }
        case NEED_WRAP -> {
          status = engine.wrap(none, out.clear()).getHandshakeStatus();
          out.flip();
          while (out.hasRemaining()) {
            socket.write(out);
          }
        }
        default -> {
          var result = engine.unwrap(in, data.clear());
          status = result.getHandshakeStatus();
          if (result.bytesConsumed() == 0 && status == HandshakeStatus.NEED_UNWRAP) {
            in.compact();
            socket.read(in);
            in.flip();
          }
        }
      }
    }
    return in;
  }

  private static SSLSocket socket() throws IOException {
    return (SSLSocket) context.getSocketFactory().createSocket(sink.getAddress(), sink.getPort());
  }

  static SSLContext context(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static void drain(SSLServerSocket server) {
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) server.accept();
        Thread reader = new Thread(() -> drain(socket));
        reader.setDaemon(true);
        reader.start();
      }
    } catch (IOException e) {
      // The end.
    }
  }

  private static void drain(SSLSocket socket) {
    byte[] buffer = new byte[1 << 16];
    try (socket;
        InputStream in = socket.getInputStream()) {
      while (in.read(buffer) >= 0) {}
    } catch (IOException e) {
      // The writer has gone.
    }
  }
}
