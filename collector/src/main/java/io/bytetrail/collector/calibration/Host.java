package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a calibration is true for, besides the storage.
 *
 * @param machine id of the installation; empty when it has none
 * @param processor the model's name
 * @param processors how many the JVM may use
 * @param memoryBytes of the machine
 * @param kernel release
 * @param jdk full version
 * @param javaFeature 17 for {@code 17.0.15}
 * @param vm name of the virtual machine
 */
public record Host(
    String machine,
    String processor,
    int processors,
    long memoryBytes,
    String kernel,
    String jdk,
    int javaFeature,
    String vm) {

  /** One of which nothing is known. */
  static final Host UNKNOWN = new Host("", "", 0, 0, "", "", 0, "");

  /** The one this runs on, with the JDK this runs on. */
  public static Host current() {
    return new Host(
        first(Path.of("/etc/machine-id"), ""),
        after(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        kibibytes(after(Path.of("/proc/meminfo"), "MemTotal")) << 10,
        System.getProperty("os.version"),
        System.getProperty("java.version"),
        Runtime.version().feature(),
        System.getProperty("java.vm.name"));
  }

  private static long kibibytes(String text) {
    try {
      return Long.parseLong(text.replace("kB", "").strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String after(Path file, String name) {
    String line = first(file, name);
    return line.substring(line.indexOf(':') + 1).strip();
  }

  /** The first line that begins so; empty when there is none. */
  private static String first(Path file, String beginning) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith(beginning)).findFirst().orElse("").strip();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
