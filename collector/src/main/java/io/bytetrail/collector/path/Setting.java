package io.bytetrail.collector.path;

import io.bytetrail.collector.probe.ProbeRecord;
import java.util.Set;

/**
 * What a copy path depends on besides its lanes.
 *
 * @param rung what the figures stand on
 * @param verify whether the kernel counts system calls
 * @param javaFeature feature version of the JVM, 17 for {@code 17.0.15}
 * @param deviceReadBytes accounted rung: bytes the whole process had read from devices; else 0
 * @param shed what the probe put away for a time, to keep its budget
 */
public record Setting(
    Rung rung, boolean verify, int javaFeature, long deviceReadBytes, Set<ProbeRecord.Part> shed) {
  public Setting {
    shed = Set.copyOf(shed);
  }

  /** A setting in which nothing was put away. */
  public Setting(Rung rung, boolean verify, int javaFeature, long deviceReadBytes) {
    this(rung, verify, javaFeature, deviceReadBytes, Set.of());
  }

  /** The same with what the probe put away. */
  public Setting without(Set<ProbeRecord.Part> parts) {
    return new Setting(rung, verify, javaFeature, deviceReadBytes, parts);
  }

  /** The feature version at the start of a JVM's version, or 17 when it cannot be told. */
  public static int javaFeature(String jvmVersion) {
    int end = 0;
    while (end < jvmVersion.length() && Character.isDigit(jvmVersion.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? 17 : Integer.parseInt(jvmVersion.substring(0, end));
  }
}
