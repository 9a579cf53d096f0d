package io.bytetrail.agent;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.channel.DefaultFileRegion;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file sent by gRPC's copy of Netty 4.1, in packages of its own, over its epoll transport. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's are its channel's or done with sync.
final class ShadedNetty {
  static final int HEADER = 100;
  static final int ANSWER = 50_000;

  /** Argument: a file. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    EventLoopGroup loops = new EpollEventLoopGroup(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Bootstrap bootstrap =
          new Bootstrap().group(loops).channel(EpollSocketChannel.class).handler(new Reader());
      Channel channel =
          bootstrap.connect(server.getInetAddress(), server.getLocalPort()).sync().channel();
      try (Socket peer = server.accept()) {
        Thread drain = new Thread(() -> drain(peer));
        drain.start();
        region(channel, file);
        lazyRegion(channel, file);
        buffer(channel, file);
        headerAndBuffer(channel, file);
        answer(peer);
        channel.closeFuture().sync();
        drain.join();
      }
    } finally {
      loops.shutdownGracefully().sync();
    }
  }

  private static void region(Channel channel, Path file) throws Exception {
    FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
    channel.writeAndFlush(new DefaultFileRegion(in, 0, in.size())).sync();
  }

  private static void lazyRegion(Channel channel, Path file) throws Exception {
    DefaultFileRegion region = new DefaultFileRegion(file.toFile(), 0, file.toFile().length());
    channel.writeAndFlush(region).sync();
  }

  /** From an arena of which the buffer is a small part. */
  private static void buffer(Channel channel, Path file) throws Exception {
    channel.writeAndFlush(read(file)).sync();
  }

  /** Two in one system call. */
  private static void headerAndBuffer(Channel channel, Path file) throws Exception {
    ByteBuf body = read(file);
    ByteBuf header = PooledByteBufAllocator.DEFAULT.directBuffer(HEADER).writeZero(HEADER);
    ChannelPromise sent = channel.newPromise();
    channel
        .eventLoop()
        .execute(
            () -> {
              channel.write(header);
              channel.writeAndFlush(body, sent);
            });
    sent.sync();
  }

  private static ByteBuf read(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer((int) in.size());
      while (buffer.isWritable()) {
        buffer.writeBytes(in, buffer.writerIndex(), buffer.writableBytes());
      }
      return buffer;
    }
  }

  private static void answer(Socket peer) throws IOException {
    OutputStream out = peer.getOutputStream();
    out.write(new byte[ANSWER]);
    peer.shutdownOutput();
  }

  private static void drain(Socket peer) {
    try {
      InputStream in = peer.getInputStream();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ShadedNetty() {}

  private static final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }
}
