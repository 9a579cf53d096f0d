package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The profiles that were found, and which of them is true for a route. Immutable.
 *
 * <p>A profile is true for one machine, kernel, filesystem, device and feature version of the JDK.
 * What differs is said; no advice is given from it.
 */
public final class Profiles {
  private final List<Profile> all;
  private final List<String> troubles;
  private final Host host;

  /**
   * What was found.
   *
   * @param profile empty when none is true for what was asked
   * @param reason why not; empty else
   */
  public record Choice(Optional<Profile> profile, String reason) {}

  private Profiles(List<Profile> all, List<String> troubles, Host host) {
    this.all = List.copyOf(all);
    this.troubles = List.copyOf(troubles);
    this.host = host;
  }

  /** Those given, on this host. */
  public static Profiles of(List<Profile> profiles, Host host) {
    return new Profiles(profiles, List.of(), host);
  }

  /**
   * Those of a file, or of a directory. Never fails: what is wrong is kept as a reason.
   *
   * @param given by the user; empty for the usual place
   */
  public static Profiles load(String given) {
    Path place = given.isEmpty() ? ProfileFile.directory() : Path.of(given);
    List<Profile> read = new ArrayList<>();
    List<String> troubles = new ArrayList<>();
    if (Files.isDirectory(place)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "[!.]*.json")) {
        for (Path file : files) {
          read(file, read, troubles);
        }
      } catch (IOException e) {
        troubles.add(place + " can't be read: " + e.getMessage());
      }
    } else if (Files.exists(place)) {
      read(place, read, troubles);
    } else if (!given.isEmpty()) {
      troubles.add("there is no " + place);
    }
    // Without a profile there is nothing that the host would have to fit.
    return new Profiles(read, troubles, read.isEmpty() ? Host.UNKNOWN : Host.current());
  }

  private static void read(Path file, List<Profile> read, List<String> troubles) {
    try {
      read.add(ProfileFile.read(file));
    } catch (IOException e) {
      troubles.add(e.getMessage());
    }
  }

  /** The profile for files on a filesystem, in a JVM. */
  public Choice choose(String filesystem, String device, int javaFeature) {
    String reason = "";
    for (Profile profile : all) {
      String why = misfit(profile, filesystem, device, javaFeature);
      if (why.isEmpty()) {
        return new Choice(Optional.of(profile), "");
      }
      // The nearest one is the most worth telling about.
      reason = reason.isEmpty() || !isElsewhere(profile, filesystem, device) ? why : reason;
    }
    if (!troubles.isEmpty()) {
      reason = troubles.get(0);
    }
    return new Choice(
        Optional.empty(), reason.isEmpty() ? "this host has not been calibrated" : reason);
  }

  private static boolean isElsewhere(Profile profile, String filesystem, String device) {
    return !profile.storage().filesystem().equals(filesystem)
        || !profile.storage().device().equals(device);
  }

  private String misfit(Profile profile, String filesystem, String device, int javaFeature) {
    String other = misfit(profile.host());
    if (!other.isEmpty()) {
      return "the calibration does not fit: " + other;
    }
    if (isElsewhere(profile, filesystem, device)) {
      return "calibrated on "
          + name(profile.storage().filesystem(), profile.storage().device())
          + ", and these files are on "
          + name(filesystem, device);
    }
    if (profile.host().javaFeature() != javaFeature) {
      return "calibrated with JDK " + profile.host().javaFeature() + ", and this is " + javaFeature;
    }
    return "";
  }

  private static String name(String filesystem, String device) {
    String type = filesystem.isEmpty() ? "an unknown filesystem" : filesystem;
    return device.isEmpty() ? type : type + " on " + device;
  }

  /** What of this host is not what it was; empty when nothing is. */
  private String misfit(Host then) {
    if (!then.machine().equals(host.machine()) || !then.processor().equals(host.processor())) {
      return "it is another machine's (" + then.processor() + ")";
    }
    if (then.processors() != host.processors()) {
      return "there were " + then.processors() + " processors, and are " + host.processors();
    }
    if (!then.kernel().equals(host.kernel())) {
      return "the kernel was " + then.kernel() + ", and is " + host.kernel();
    }
    return "";
  }
}
