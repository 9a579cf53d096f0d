package com.example.netty;

import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.stream.ChunkedFile;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** How Netty can be told to send a file. */
enum Way {
  /** A region of an open file: {@code sendfile}. */
  REGION {
    @Override
    Object body(Path file, long length) throws IOException {
      return new DefaultFileRegion(FileChannel.open(file, StandardOpenOption.READ), 0, length);
    }
  },

  /** A region of a file that Netty opens when it sends it. */
  LAZY {
    @Override
    Object body(Path file, long length) {
      return new DefaultFileRegion(file.toFile(), 0, length);
    }
  },

  /** A region in a wrapper, as those have it that count or throttle. */
  WRAPPED {
    @Override
    Object body(Path file, long length) throws IOException {
      return new WrappedRegion(file, length);
    }
  },

  /** Chunks of 8 KiB through a heap buffer: what Netty's documentation shows for TLS. */
  CHUNKED {
    @Override
    Object body(Path file, long length) throws IOException {
      return new HttpChunkedInput(
          new ChunkedFile(new RandomAccessFile(file.toFile(), "r"), 0, length, CHUNK));
    }

    @Override
    boolean isWhole() {
      return false;
    }
  },

  /** Chunks through a pooled direct buffer. */
  NIO {
    @Override
    Object body(Path file, long length) throws IOException {
      return new HttpChunkedInput(
          new ChunkedNioFile(FileChannel.open(file, StandardOpenOption.READ), 0, length, CHUNK));
    }

    @Override
    boolean isWhole() {
      return false;
    }
  };

  static final int CHUNK = 8 << 10;

  /** Opens the file. */
  abstract Object body(Path file, long length) throws IOException;

  /** Whether the end of the content must be written behind the body. */
  boolean isWhole() {
    return true;
  }

  static Way of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
