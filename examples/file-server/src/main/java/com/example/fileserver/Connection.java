package com.example.fileserver;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Answers the requests of one client, one after another, until either side has had enough. */
final class Connection implements Runnable {
  private final SocketChannel channel;
  private final Settings settings;
  private final Map<String, Strategy> strategies = new HashMap<>();

  Connection(SocketChannel channel, Settings settings) {
    this.channel = channel;
    this.settings = settings;
  }

  @Override
  public void run() {
    try (channel) {
      InputStream in = new BufferedInputStream(channel.socket().getInputStream());
      while (answerNext(in)) {}
    } catch (IOException e) {
      // The client went away, or a file shrank after its length was promised: either way the
      // broken connection is the answer, and it concerns nobody else.
    }
  }

  private boolean answerNext(InputStream in) throws IOException {
    Request request;
    try {
      request = Request.read(in);
    } catch (Request.MalformedException e) {
      new Response(channel, false).fail("400 Bad Request", e.getMessage(), false);
      return false;
    }
    if (request == null) {
      return false;
    }
    Response response = new Response(channel, request.keepAlive());
    boolean head = request.method().equals("HEAD");
    if (!head && !request.method().equals("GET")) {
      response.fail("405 Method Not Allowed", request.method() + " is not for files", false);
      return request.keepAlive();
    }
    try {
      answer(request, head, response);
    } catch (IOException | InvalidPathException e) {
      if (response.hasBegun()) {
        throw e;
      }
      response.fail("404 Not Found", "no such file: " + request.path(), head);
    }
    return request.keepAlive();
  }

  private void answer(Request request, boolean head, Response response) throws IOException {
    String path = request.path();
    String name = settings.strategy();
    if (name.equals(Strategy.EACH)) {
      int slash = path.indexOf('/', 1);
      name = slash < 0 ? "" : path.substring(1, slash);
      path = slash < 0 ? path : path.substring(slash);
      if (!Strategy.BY_NAME.containsKey(name)) {
        throw new NoSuchFileException(request.path());
      }
    }
    Path file = resolve(path);
    if (head) {
      response.begin(Files.size(file));
    } else {
      strategies
          .computeIfAbsent(name, n -> Strategy.BY_NAME.get(n).apply(settings.chunk()))
          .send(file, response);
    }
  }

  /** The file a path names; one that leads outside the root, by dots or by links, names none. */
  private Path resolve(String path) throws IOException {
    Path file = settings.root().resolve(path.substring(1)).toRealPath();
    if (!file.startsWith(settings.root()) || !Files.isRegularFile(file)) {
      throw new NoSuchFileException(path);
    }
    return file;
  }
}
