package com.example.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;

/** The pipeline of an HTTP file server, as Netty's own example has it. */
final class Server extends ChannelInitializer<Channel> {
  private final Path root;
  private final SslContext tls;
  private EventLoopGroup loops;
  private Channel listener;

  private Server(Path root, SslContext tls) {
    this.root = root;
    this.tls = tls;
  }

  /** Listens on the loopback interface. */
  @SuppressWarnings("deprecation") // The same of Netty 4.1, where there is nothing else.
  static Server start(Settings settings, Path root, Path work)
      throws IOException, GeneralSecurityException, InterruptedException {
    Server server = new Server(root, settings.tls() ? tls(work) : null);
    server.loops = settings.epoll() ? new EpollEventLoopGroup(2) : new NioEventLoopGroup(2);
    server.listener =
        new ServerBootstrap()
            .group(server.loops)
            .channel(
                settings.epoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childHandler(server)
            .bind("127.0.0.1", settings.port())
            .sync()
            .channel();
    return server;
  }

  private static SslContext tls(Path work)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = Certificate.PASSWORD.toCharArray();
    try (InputStream in = Files.newInputStream(Certificate.in(work))) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    return SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build();
  }

  @Override
  protected void initChannel(Channel channel) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(),
            new HttpServerKeepAliveHandler(),
            new ChunkedWriteHandler(),
            new FileHandler(root));
  }

  /** {@code http://127.0.0.1:8080}. */
  String address() {
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
  }

  /** Until the process is told to end. */
  void await() throws InterruptedException {
    listener.closeFuture().sync();
  }

  void stop() throws InterruptedException {
    listener.close().sync();
    loops.shutdownGracefully().sync();
  }
}
