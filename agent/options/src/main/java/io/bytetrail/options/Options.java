package io.bytetrail.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * The values of all options, from their four spellings; the first that is given wins: agent
 * argument, system property, environment variable, line of the file that {@code config} names.
 *
 * <p>It runs at every start of the application: no lambdas, each costs milliseconds there.
 *
 * <p>Nothing here throws for what it reads: it is said in {@link #problems()} and left out.
 */
public final class Options {
  private final Map<Option, String> values = new EnumMap<>(Option.class);
  private final List<String> problems = new ArrayList<>();

  private Options() {}

  /**
   * Reads the options.
   *
   * @param agentArguments what follows {@code -javaagent:…jar=}, or null
   */
  public static Options resolve(
      String agentArguments, Map<?, ?> properties, Map<String, String> environment) {
    return resolveEach(split(agentArguments), properties, environment);
  }

  /** The agent's arguments; null is none. */
  public static List<String> split(String agentArguments) {
    return agentArguments == null ? List.of() : List.of(agentArguments.split(",", -1));
  }

  /**
   * Reads the options.
   *
   * @param agentArguments each of the form {@code name=value}
   */
  public static Options resolveEach(
      Iterable<String> agentArguments, Map<?, ?> properties, Map<String, String> environment) {
    Options options = new Options();
    options.readArguments(agentArguments);
    options.readProperties(properties);
    options.readVariables(environment);
    options.readFile();
    return options;
  }

  /** An option's value, or its default. */
  public String get(Option option) {
    return values.getOrDefault(option, option.fallback());
  }

  /** An option that is a number; its default must be one. */
  public int number(Option option) {
    return Integer.parseInt(get(option));
  }

  /** An option that is a length of time; its default must be one. */
  public Duration time(Option option) {
    return Durations.parse(get(option)).orElse(Duration.ZERO);
  }

  /** Whether somebody gave the option a value. */
  public boolean isGiven(Option option) {
    return values.containsKey(option);
  }

  /** What was wrong, a line each, for people. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** The options that were given a value, by name: what can cross class loaders. */
  public Map<String, String> given() {
    Map<String, String> given = new LinkedHashMap<>();
    for (Map.Entry<Option, String> value : values.entrySet()) {
      given.put(value.getKey().key(), value.getValue());
    }
    return given;
  }

  private void readArguments(Iterable<String> arguments) {
    for (String argument : arguments) {
      if (argument.isBlank()) {
        continue;
      }
      int equals = argument.indexOf('=');
      if (equals < 0) {
        problems.add("agent argument '" + argument.strip() + "' is not of the form name=value");
        continue;
      }
      String key = argument.substring(0, equals).strip();
      offer("agent argument", key, key, argument.substring(equals + 1).strip());
    }
  }

  private void readProperties(Map<?, ?> properties) {
    for (Map.Entry<?, ?> property : properties.entrySet()) {
      if (property.getKey() instanceof String name
          && property.getValue() instanceof String value
          && name.startsWith(Option.PROPERTY_PREFIX)) {
        offer("system property", name, name.substring(Option.PROPERTY_PREFIX.length()), value);
      }
    }
  }

  private void readVariables(Map<String, String> environment) {
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (variable.getKey().startsWith(Option.VARIABLE_PREFIX)) {
        String name = variable.getKey();
        offer("environment variable", name, key(name), variable.getValue());
      }
    }
  }

  private void readFile() {
    if (!isGiven(Option.CONFIG)) {
      return;
    }
    String file = get(Option.CONFIG);
    Properties lines = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      lines.load(in);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("config file '" + file + "' cannot be read: " + e);
      return;
    }
    for (String key : new TreeSet<>(lines.stringPropertyNames())) {
      offer(file, key, key, lines.getProperty(key));
    }
  }

  private void offer(String where, String spelling, String key, String value) {
    Option option = Option.ofKey(key).orElse(null);
    if (option == null) {
      problems.add(
          where + ": there is no option '" + spelling + "'; did you mean '" + nearest(key) + "'?");
    } else if (!option.accepts(value)) {
      problems.add(
          where + ": " + spelling + " must be " + option.expected() + ", not '" + value + "'");
    } else {
      values.putIfAbsent(option, value);
    }
  }

  /** {@code BYTETRAIL_METRICS_PORT} is {@code metrics.port}: no name has an underscore. */
  private static String key(String variable) {
    String name = variable.substring(Option.VARIABLE_PREFIX.length());
    return name.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static String nearest(String key) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (Option option : Option.values()) {
      int distance = EditDistance.between(key, option.key());
      if (distance < least) {
        least = distance;
        nearest = option.key();
      }
    }
    return nearest;
  }
}
