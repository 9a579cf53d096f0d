package com.example.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code GET /WAY/FILE} sends a file in one of the {@link Way}s; {@code PUT} stores one. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its channel.
final class FileHandler extends SimpleChannelInboundHandler<HttpObject> {
  private final Path root;
  private FileChannel upload;

  FileHandler(Path root) {
    this.root = root;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message)
      throws IOException {
    if (message instanceof HttpRequest request) {
      String[] path = request.uri().split("/", -1);
      Path file = root.resolve(path[path.length - 1]);
      if (request.method().equals(HttpMethod.PUT)) {
        upload =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
      } else {
        send(context, Way.of(path[1]), file);
      }
    }
    if (message instanceof HttpContent content && upload != null) {
      while (content.content().isReadable()) {
        content.content().readBytes(upload, content.content().readableBytes());
      }
      if (message instanceof LastHttpContent) {
        upload.close();
        upload = null;
        answer(context, HttpResponseStatus.NO_CONTENT);
      }
    }
  }

  private static void send(ChannelHandlerContext context, Way way, Path file) throws IOException {
    long length;
    try {
      length = Files.size(file);
    } catch (NoSuchFileException e) {
      answer(context, HttpResponseStatus.NOT_FOUND);
      return;
    }
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    HttpUtil.setContentLength(response, length);
    context.write(response);
    ChannelFuture sent = context.write(way.body(file, length));
    // A file region does not pass a TLS handler: the answer stays without a body.
    sent.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (way.isWhole()) {
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      context.flush();
    }
  }

  private static void answer(ChannelHandlerContext context, HttpResponseStatus status) {
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
      HttpUtil.setContentLength(response, 0);
    }
    context.writeAndFlush(response);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
