package com.example.tomcat;

import java.nio.file.Path;
import java.util.Set;

/**
 * The command line.
 *
 * @param root what is served; null for files made for the occasion
 * @param port 0 for any
 * @param serve until the process is told to end, instead of a little load
 */
record Settings(
    boolean sendfile, boolean compression, boolean https, Path root, int port, boolean serve) {
  static final String USAGE =
      "usage: tomcat.jar [--sendfile=on|off] [--compression=on|off] [--https]"
          + " [--root=DIRECTORY] [--port=N] [--serve]";

  /** Reads it; throws {@link IllegalArgumentException} with what is wrong. */
  static Settings of(String... arguments) {
    Settings settings = new Settings(true, false, false, null, 0, false);
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
      case "--sendfile" -> new Settings(isOn(argument), compression, https, root, port, serve);
      case "--compression" -> new Settings(sendfile, isOn(argument), https, root, port, serve);
      case "--https" -> new Settings(sendfile, compression, true, root, port, serve);
      case "--root" -> new Settings(sendfile, compression, https, Path.of(value), port, serve);
      case "--port" ->
          new Settings(sendfile, compression, https, root, Integer.parseInt(value), serve);
      case "--serve" -> new Settings(sendfile, compression, https, root, port, true);
      default -> throw new IllegalArgumentException("there is no option " + argument);
    };
  }

  private static boolean isOn(String argument) {
    String value = argument.substring(argument.indexOf('=') + 1);
    if (!Set.of("on", "off").contains(value)) {
      throw new IllegalArgumentException("on or off, not " + argument);
    }
    return value.equals("on");
  }
}
