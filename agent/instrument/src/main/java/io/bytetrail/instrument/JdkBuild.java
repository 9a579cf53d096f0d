package io.bytetrail.instrument;

import java.util.zip.CRC32;

/**
 * Exactly which JDK this is, and which bytetrail: what is woven for one pair is no use to another.
 */
final class JdkBuild {
  private static final String[] PROPERTIES = {
    "java.vendor",
    "java.vm.vendor",
    "java.vm.name",
    "java.vm.version",
    "java.runtime.version",
    "java.vendor.version",
    "os.arch",
    "io.bytetrail.weave.jdk" // none: what tests and benchmarks make another build of a JDK with
  };

  private JdkBuild() {}

  /**
   * The pair, in full.
   *
   * @param agent a hash of the agent's classes
   */
  static String identity(String agent) {
    StringBuilder identity = new StringBuilder(release(agent));
    for (String property : PROPERTIES) {
      identity.append(System.getProperty(property, "")).append('|');
    }
    return identity.toString();
  }

  /** What the identities of all builds of this JDK's release begin with. */
  static String release(String agent) {
    return agent + '|' + Runtime.version().feature() + '|';
  }

  /** A name for a file: which one, to people, and the pair's hash. */
  static String fileName(String identity) {
    byte[] bytes = identity.getBytes(WovenClasses.CHARSET);
    CRC32 hash = new CRC32();
    hash.update(bytes, 0, bytes.length);
    String version = System.getProperty("java.runtime.version", "");
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < version.length(); i++) {
      char c = version.charAt(i);
      name.append(c < 128 && Character.isLetterOrDigit(c) ? c : '.');
    }
    return name.append('-').append(Long.toHexString(hash.getValue())).append(".woven").toString();
  }
}
