package com.example.fileserver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A way to get a file's bytes into a socket.
 *
 * <p>One instance serves one connection, so it may keep its buffer from one file to the next.
 */
interface Strategy {
  /** Every strategy by its name on the command line, made for a chunk size in bytes. */
  Map<String, IntFunction<Strategy>> BY_NAME =
      new TreeMap<>(
          Map.of(
              "stream",
              chunk -> new StreamStrategy(),
              "heap",
              HeapStrategy::new,
              "direct",
              DirectStrategy::new,
              "mmap",
              chunk -> new MmapStrategy(),
              "sendfile",
              chunk -> new SendfileStrategy(),
              "direct-io",
              DirectIoStrategy::new,
              "direct-async",
              DirectAsyncStrategy::new));

  /** The strategy that the first segment of each request's path picks. */
  String EACH = "each";

  /**
   * Opens the file, begins the response with its length and sends exactly that many bytes.
   *
   * @throws IOException before the response began if the file cannot be opened; after, if it shrank
   *     or the client went away, and then the connection is of no further use
   */
  void send(Path file, Response response) throws IOException;

  /** The names, as the usage message shows them. */
  static String names() {
    return String.join("|", BY_NAME.keySet()) + "|" + EACH;
  }

  /** Whether {@code name} may follow {@code --strategy=}. */
  static boolean isName(String name) {
    return BY_NAME.containsKey(name) || name.equals(EACH);
  }
}
