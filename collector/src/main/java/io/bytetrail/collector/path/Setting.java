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
 * @param missing kernel rung: names of the eBPF programs that could not be attached, nor another in
 *     their place
 */
public record Setting(
    Rung rung,
    boolean verify,
    int javaFeature,
    long deviceReadBytes,
    Set<ProbeRecord.Part> shed,
    Set<String> missing) {
  public Setting {
    shed = Set.copyOf(shed);
    missing = Set.copyOf(missing);
  }

  /** A setting in which nothing was put away, nor is missing. */
  public Setting(Rung rung, boolean verify, int javaFeature, long deviceReadBytes) {
    this(rung, verify, javaFeature, deviceReadBytes, Set.of(), Set.of());
  }

  /** The same with what the probe put away. */
  public Setting without(Set<ProbeRecord.Part> parts) {
    return new Setting(rung, verify, javaFeature, deviceReadBytes, parts, missing);
  }

  /** The same with programs missing. */
  public Setting lacking(Set<String> programs) {
    return new Setting(rung, verify, javaFeature, deviceReadBytes, shed, programs);
  }

  /** Whether the kernel tells what is looked up in the page cache: else hits are not known. */
  boolean seesLookups() {
    return rung == Rung.KERNEL && !missing.contains("mm_filemap_get_pages");
  }

  /** Whether it tells of faults of mapped files: else hits through a mapping are not known. */
  boolean seesFaults() {
    return rung == Rung.KERNEL
        && !missing.contains("mm_filemap_map_pages")
        && !missing.contains("mm_filemap_fault");
  }

  /** Whether it tells what devices are asked for: else device bytes are not known. */
  boolean seesRequests() {
    return rung == Rung.KERNEL && !missing.contains("block_bio_queue");
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
