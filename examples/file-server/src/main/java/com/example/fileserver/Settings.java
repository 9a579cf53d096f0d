package com.example.fileserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * What the command line says.
 *
 * @param strategy a name of {@link Strategy#BY_NAME}, or {@link Strategy#EACH}
 * @param root the folder served, as its real path
 * @param address to listen on; the loopback interface's unless told otherwise
 * @param port 0 for any
 * @param chunk bytes moved at a time by the strategies that have a buffer of their own
 * @param threads connections served at a time by platform threads
 * @param virtualThreads a virtual thread for each connection instead; JDK 21 and later
 */
record Settings(
    String strategy,
    Path root,
    InetAddress address,
    int port,
    int chunk,
    int threads,
    boolean virtualThreads) {
  static final String USAGE =
      """
      usage: file-server [--strategy=%s]
                         [--root=DIR] [--address=ADDRESS] [--port=N] [--chunk=BYTES] [--threads=N]
                         [--virtual-threads]
      """
          .formatted(Strategy.names());

  /** An argument that is unknown, or a value that does not fit it. */
  static final class UsageException extends Exception {
    UsageException(String message) {
      super(message);
    }
  }

  static Settings parse(String... arguments) throws UsageException {
    String strategy = "stream";
    String root = ".";
    InetAddress address = InetAddress.getLoopbackAddress();
    int port = 8080;
    int chunk = 64 << 10;
    int threads = 64;
    boolean virtualThreads = false;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--virtual-threads")) {
        virtualThreads = true;
        continue;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.length) {
        value = arguments[++i];
      } else {
        throw new UsageException("unknown or without a value: " + argument);
      }
      switch (name) {
        case "--strategy" -> strategy = value;
        case "--root" -> root = value;
        case "--address" -> address = address(value);
        case "--port" -> port = number(name, value, 0, 65_535);
        case "--chunk" -> chunk = number(name, value, 1, 1 << 30);
        case "--threads" -> threads = number(name, value, 1, 10_000);
        default -> throw new UsageException("unknown argument: " + name);
      }
    }
    if (!Strategy.isName(strategy)) {
      throw new UsageException("no such strategy: " + strategy + "; one of " + Strategy.names());
    }
    try {
      return new Settings(
          strategy, Path.of(root).toRealPath(), address, port, chunk, threads, virtualThreads);
    } catch (IOException e) {
      throw new UsageException("cannot serve " + root + ": no such folder");
    }
  }

  private static InetAddress address(String value) throws UsageException {
    try {
      return InetAddress.getByName(value);
    } catch (UnknownHostException e) {
      throw new UsageException("--address wants an address of this host, not " + value);
    }
  }

  static int number(String name, String value, int min, int max) throws UsageException {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the same answer as for a number out of range
    }
    throw new UsageException(
        "%s wants a number from %d to %d, not %s".formatted(name, min, max, value));
  }
}
