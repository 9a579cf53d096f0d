package io.bytetrail.collector.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A HotSpot JVM that may be attached to, as {@code /proc} shows it.
 *
 * @param pid here
 * @param foreignFiles whether paths mean something else there: a container, a chroot
 */
record Target(long pid, Status status, boolean foreignFiles) {
  private static final Path PROC = Path.of("/proc");
  private static final String DISABLED = "-XX:+DisableAttachMechanism";
  private static final int ELF_CLASS_OFFSET = 4;
  private static final int ELF_32_BIT = 1;

  /**
   * Looks at a process.
   *
   * @throws AttachException when it is no JVM, or none that we may attach to
   */
  static Target of(long pid) throws AttachException {
    Path process = PROC.resolve(Long.toString(pid));
    if (!Files.exists(process)) {
      throw new AttachException(
          "there is no process " + pid + " here: 'pgrep -a java' lists the JVMs");
    }
    try {
      Status status = Status.of(process);
      checkUser(pid, status, Status.of(PROC.resolve("self")));
      checkIsJvm(pid, status, process);
      checkOptions(pid, process);
      return new Target(pid, status, hasForeignFiles(process));
    } catch (AttachException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new AttachException(
          "process %d cannot be looked at (%s): try it as root".formatted(pid, e), e);
    }
  }

  /** A file of the target's, as this process sees it. */
  Path inTarget(String path) {
    return PROC.resolve(Long.toString(pid)).resolve("root").resolve(path.substring(1));
  }

  /** Whether an option was given on its command line. */
  boolean hasOption(String option) throws IOException {
    return contains(PROC.resolve(Long.toString(pid)).resolve("cmdline"), option);
  }

  private static void checkUser(long pid, Status status, Status own) throws AttachException {
    if (own.uid() != 0 && own.uid() != status.uid()) {
      throw new AttachException(
          "process %1$d (%2$s) runs as uid %3$d and this is uid %4$d: run it as that user (sudo -u '#%3$d' …) or as root"
              .formatted(pid, status.name(), status.uid(), own.uid()));
    }
  }

  private static void checkIsJvm(long pid, Status status, Path process) throws IOException {
    if (status.state() == 'Z') {
      throw new AttachException("process " + pid + " has ended");
    }
    if (status.state() == 'T' || status.state() == 't') {
      throw new AttachException(
          "process %d is stopped (state %c): let it go on with 'kill -CONT %d'"
              .formatted(pid, status.state(), pid));
    }
    String maps = Files.readString(process.resolve("maps"), StandardCharsets.ISO_8859_1);
    if (maps.contains("/libj9vm")) {
      throw new AttachException(
          "process %d is an OpenJ9 JVM (libj9vm is mapped in it): bytetrail knows HotSpot only"
              .formatted(pid));
    }
    if (!maps.contains("/libjvm.so")) {
      throw new AttachException(
          "process %d (%s) is not a JVM: libjvm.so is not mapped in it"
              .formatted(pid, status.name()));
    }
    try (InputStream in = Files.newInputStream(process.resolve("exe"))) {
      byte[] header = in.readNBytes(ELF_CLASS_OFFSET + 1);
      if (header.length > ELF_CLASS_OFFSET && header[ELF_CLASS_OFFSET] == ELF_32_BIT) {
        throw new AttachException("process " + pid + " is a 32-bit JVM: bytetrail needs 64 bits");
      }
    }
  }

  private static void checkOptions(long pid, Path process) throws IOException {
    for (String file : new String[] {"cmdline", "environ"}) {
      if (contains(process.resolve(file), DISABLED)) {
        throw new AttachException(
            "process %d was started with %s: start it anew without that, or with -javaagent:bytetrail-agent.jar"
                .formatted(pid, DISABLED));
      }
    }
  }

  private static boolean hasForeignFiles(Path process) throws IOException {
    Path mounts = Path.of("ns", "mnt");
    Path own = Files.readSymbolicLink(PROC.resolve("self").resolve(mounts));
    return !own.equals(Files.readSymbolicLink(process.resolve(mounts)))
        || !Files.readSymbolicLink(process.resolve("root"))
            .equals(Files.readSymbolicLink(PROC.resolve("self/root")));
  }

  /** Whether one of the words in a list as the kernel gives it is, or contains as a word, this. */
  private static boolean contains(Path list, String word) throws IOException {
    String words = Files.readString(list, StandardCharsets.ISO_8859_1);
    return Stream.of(words.split("[\0\\s=]", -1)).anyMatch(word::equals);
  }
}
