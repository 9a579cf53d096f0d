package com.example.fileserver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The head of an HTTP/1.x request. Bodies are not read: a request that announces one is malformed
 * here.
 *
 * @param method as sent, {@code GET}
 * @param path decoded, begins with a slash
 * @param keepAlive whether another request may follow on the connection
 */
record Request(String method, String path, boolean keepAlive) {
  private static final int MAX_HEAD = 8192;

  /** A request that this server cannot make sense of. */
  static final class MalformedException extends IOException {
    MalformedException(String message) {
      super(message);
    }
  }

  /**
   * Reads the next head.
   *
   * @param in a buffered stream
   * @return null at the end of the stream
   */
  static Request read(InputStream in) throws IOException {
    String head = readHead(in);
    if (head == null) {
      return null;
    }
    List<String> lines = head.lines().toList();
    String[] first = lines.get(0).split(" ", -1);
    if (first.length != 3 || !first[2].matches("HTTP/1\\.[01]")) {
      throw new MalformedException("not an HTTP/1.x request line");
    }
    boolean keepAlive = first[2].equals("HTTP/1.1");
    for (String line : lines.subList(1, lines.size() - 1)) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new MalformedException("a header line without a name");
      }
      String value = line.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "connection" ->
            keepAlive = !value.contains("close") && (keepAlive || value.contains("keep-alive"));
        case "content-length" -> refuseBodyUnless(value.equals("0"));
        case "transfer-encoding" -> refuseBodyUnless(false);
        default -> {} // nothing this server could do differently
      }
    }
    return new Request(first[0], decode(first[1]), keepAlive);
  }

  private static String readHead(InputStream in) throws IOException {
    byte[] head = new byte[MAX_HEAD];
    int length = 0;
    int newlines = 0;
    while (newlines < 2) {
      int b = in.read();
      if (b < 0) {
        if (length == 0) {
          return null;
        }
        throw new MalformedException("the request ends within its head");
      }
      if (length == MAX_HEAD) {
        throw new MalformedException("the request's head is over " + MAX_HEAD + " bytes");
      }
      if (b == '\n') {
        newlines++;
      } else if (b != '\r') {
        newlines = 0;
      }
      head[length++] = (byte) b;
    }
    return new String(head, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static void refuseBodyUnless(boolean empty) throws MalformedException {
    if (!empty) {
      throw new MalformedException("a request with a body");
    }
  }

  private static String decode(String target) throws MalformedException {
    try {
      String path = new URI(target).getPath();
      if (path != null && path.startsWith("/")) {
        return path;
      }
    } catch (URISyntaxException e) {
      // the same answer as for a target without a path
    }
    throw new MalformedException("not a path: " + target);
  }
}
