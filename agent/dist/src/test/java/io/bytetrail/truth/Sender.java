package io.bytetrail.truth;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The service under test: sends a file to a port of this host by one strategy, some times over. */
final class Sender {
  private static final int STREAM_CHUNK = 8 * 1024;
  private static final int ALIGNMENT = 4096;

  /** Arguments: strategy, file, chunk in bytes, passes, port, address. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    int chunk = Integer.parseInt(args[2]);
    int passes = Integer.parseInt(args[3]);
    InetSocketAddress sink =
        new InetSocketAddress(InetAddress.getByName(args[5]), Integer.parseInt(args[4]));
    if (args[0].equals("stream")) {
      try (Socket socket = new Socket(sink.getAddress(), sink.getPort())) {
        OutputStream out = socket.getOutputStream();
        for (int pass = 0; pass < passes; pass++) {
          stream(file, out);
        }
      }
      return;
    }
    try (SocketChannel socket = SocketChannel.open(sink)) {
      for (int pass = 0; pass < passes; pass++) {
        switch (args[0]) {
          case "heap" -> buffered(file, ByteBuffer.allocate(chunk), socket);
          case "direct" -> buffered(file, ByteBuffer.allocateDirect(chunk), socket);
          case "mmap" -> mapped(file, socket);
          case "sendfile" -> sendfile(file, socket);
          case "sendfile-awaited" -> {
            sendfile(file, socket);
            // The other end closes when it has all: nothing is left to be sent after that.
            socket.shutdownOutput();
            while (socket.read(ByteBuffer.allocateDirect(1)) >= 0) {}
          }
          case "header-sendfile" -> {
            write(ByteBuffer.wrap(new byte[200]), socket);
            sendfile(file, socket);
          }
          case "direct-io" -> directIo(file, chunk, socket);
          default -> throw new IllegalArgumentException("no strategy '" + args[0] + "'");
        }
      }
    }
  }

  private static void stream(Path file, OutputStream out) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      byte[] chunk = new byte[STREAM_CHUNK];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        out.write(chunk, 0, n);
      }
    }
  }

  private static void buffered(Path file, ByteBuffer chunk, SocketChannel socket)
      throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (in.read(chunk.clear()) > 0) {
        write(chunk.flip(), socket);
      }
    }
  }

  private static void mapped(Path file, SocketChannel socket) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      write(in.map(FileChannel.MapMode.READ_ONLY, 0, in.size()), socket);
    }
  }

  private static void sendfile(Path file, SocketChannel socket) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = in.size();
      for (long position = 0; position < size; ) {
        position += in.transferTo(position, size - position, socket);
      }
    }
  }

  private static void directIo(Path file, int chunk, SocketChannel socket) throws IOException {
    try (FileChannel in =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(chunk + ALIGNMENT).alignedSlice(ALIGNMENT);
      // The file's last read ends off the blocks: another one from there would be refused.
      for (int n = chunk; n == chunk; ) {
        n = in.read(buffer.clear().limit(chunk));
        write(buffer.flip(), socket);
      }
    }
  }

  private static void write(ByteBuffer bytes, SocketChannel socket) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  private Sender() {}
}
