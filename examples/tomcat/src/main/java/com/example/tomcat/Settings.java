package com.example.tomcat;

import java.nio.file.Path;
import java.util.Set;

/**
 * The command line.
 *
 * @param filter whether a filter wraps every response
 * @param root what is served; null for files made for the occasion
 * @param port 0 for any
 * @param serve until the process is told to end, instead of a little load
 */
record Settings(
    boolean sendfile,
    boolean compression,
    boolean https,
    boolean filter,
    Path root,
    int port,
    boolean serve) {
  static final String USAGE =
      "usage: tomcat.jar [--sendfile=on|off] [--compression=on|off] [--https] [--filter=on|off]"
          + " [--root=DIRECTORY] [--port=N] [--serve]";

  /** Reads it; throws {@link IllegalArgumentException} with what is wrong. */
  static Settings of(String... arguments) {
    boolean sendfile = true;
    boolean compression = false;
    boolean https = false;
    boolean filter = false;
    Path root = null;
    int port = 0;
    boolean serve = false;
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String value = parts.length < 2 ? "" : parts[1];
      switch (parts[0]) {
        case "--sendfile" -> sendfile = isOn(argument);
        case "--compression" -> compression = isOn(argument);
        case "--https" -> https = true;
        case "--filter" -> filter = isOn(argument);
        case "--root" -> root = Path.of(value);
        case "--port" -> port = Integer.parseInt(value);
        case "--serve" -> serve = true;
        default -> throw new IllegalArgumentException("there is no option " + argument);
      }
    }
    return new Settings(sendfile, compression, https, filter, root, port, serve);
  }

  private static boolean isOn(String argument) {
    String value = argument.substring(argument.indexOf('=') + 1);
    if (!Set.of("on", "off").contains(value)) {
      throw new IllegalArgumentException("on or off, not " + argument);
    }
    return value.equals("on");
  }
}
