package io.bytetrail.collector.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * Where bytetrail-probe is: a file the user named, or the one inside the jar, put into a private
 * temporary file for as long as it takes to start it. Close it once the process runs.
 */
public final class ProbeBinary implements AutoCloseable {
  private static final Set<PosixFilePermission> UNPACKED_MODE =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path path;
  private final boolean unpacked;

  private ProbeBinary(Path path, boolean unpacked) {
    this.path = path;
    this.unpacked = unpacked;
  }

  /**
   * The binary that this option names.
   *
   * @param option value of the option {@code probe}; empty for the one in the jar
   * @throws ProbeException when there is none to run
   */
  public static ProbeBinary locate(String option) throws ProbeException {
    if (!option.isEmpty()) {
      Path given = Path.of(option);
      if (!Files.isExecutable(given)) {
        throw new ProbeException(
            "probe=" + option + " is not an executable file: give the path of bytetrail-probe");
      }
      return new ProbeBinary(given, false);
    }
    String resource = resource();
    try (InputStream packed = ProbeBinary.class.getClassLoader().getResourceAsStream(resource)) {
      if (packed == null) {
        throw new ProbeException(
            "this jar holds no " + resource + ": build it, or give probe=PATH");
      }
      return new ProbeBinary(unpack(packed), true);
    } catch (IOException e) {
      throw new ProbeException(
          "the probe could not be unpacked into "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + e
              + "): give probe=PATH",
          e);
    }
  }

  Path path() {
    return path;
  }

  private static String resource() throws ProbeException {
    String os = System.getProperty("os.name", "");
    if (!os.equals("Linux")) {
      throw new ProbeException("the kernel's counts need Linux, and this is " + os);
    }
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return "native/linux-"
        + (architecture.equals("amd64") ? "x86_64" : architecture)
        + "/bytetrail-probe";
  }

  /**
   * The file must not exist before, so its name need not be secret; {@code Files.createTempFile}
   * would load the security providers for one, at every start of an application.
   */
  private static Path unpack(InputStream packed) throws IOException {
    String name = "bytetrail-probe-" + System.nanoTime() + "-" + System.identityHashCode(packed);
    Path file = Path.of(System.getProperty("java.io.tmpdir"), name);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(UNPACKED_MODE));
    try {
      try (var out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
        packed.transferTo(out);
      }
      return file;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Removes the unpacked file; a process started from it keeps running. */
  @Override
  public void close() {
    if (unpacked) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        path.toFile().deleteOnExit();
      }
    }
  }
}
