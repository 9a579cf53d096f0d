package com.example.netty;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line.
 *
 * @param epoll Linux's own transport, with its input and output in C, instead of the JDK's
 * @param root what is served; null for files made for the occasion
 * @param port 0 for any
 * @param serve until the process is told to end, instead of a little load
 */
record Settings(boolean epoll, boolean tls, Path root, int port, boolean serve) {
  static final String USAGE =
      "usage: netty.jar [--transport=nio|epoll] [--tls] [--root=DIRECTORY] [--port=N] [--serve]";

  /** Reads it; throws {@link IllegalArgumentException} with what is wrong. */
  static Settings of(String... arguments) {
    Settings settings = new Settings(false, false, null, 0, false);
    for (String argument : arguments) {
      settings = settings.with(argument);
    }
    return settings;
  }

  private Settings with(String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? "" : argument.substring(equals + 1);
    return switch (name) {
      case "--transport" -> new Settings(isEpoll(value), tls, root, port, serve);
      case "--tls" -> new Settings(epoll, true, root, port, serve);
      case "--root" -> new Settings(epoll, tls, Path.of(value), port, serve);
      case "--port" -> new Settings(epoll, tls, root, Integer.parseInt(value), serve);
      case "--serve" -> new Settings(epoll, tls, root, port, true);
      default -> throw new IllegalArgumentException("there is no option " + argument);
    };
  }

  private static boolean isEpoll(String value) {
    if (!List.of("nio", "epoll").contains(value)) {
      throw new IllegalArgumentException("--transport is nio or epoll, not " + value);
    }
    return value.equals("epoll");
  }
}
