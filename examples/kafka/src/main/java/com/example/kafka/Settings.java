package com.example.kafka;

import java.nio.file.Path;

/**
 * The command line.
 *
 * @param mib how much is produced and consumed
 * @param port 0 for any
 * @param serve until the process is told to end, instead of a little load
 * @param data where the log is kept; null for a folder that goes with the process
 */
record Settings(boolean tls, int mib, int port, boolean serve, Path data) {
  static final String USAGE =
      "usage: kafka.jar [--tls] [--mib=N] [--port=N] [--serve] [--data=FOLDER]";
  private static final int DEFAULT_MIB = 64;

  /** Reads it; throws {@link IllegalArgumentException} with what is wrong. */
  static Settings of(String... arguments) {
    Settings settings = new Settings(false, DEFAULT_MIB, 0, false, null);
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
      case "--tls" -> new Settings(true, mib, port, serve, data);
      case "--mib" -> new Settings(tls, Integer.parseInt(value), port, serve, data);
      case "--port" -> new Settings(tls, mib, Integer.parseInt(value), serve, data);
      case "--serve" -> new Settings(tls, mib, port, true, data);
      case "--data" -> new Settings(tls, mib, port, serve, Path.of(value));
      default -> throw new IllegalArgumentException("there is no option " + argument);
    };
  }
}
