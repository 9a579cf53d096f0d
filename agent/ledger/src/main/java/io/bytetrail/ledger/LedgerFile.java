package io.bytetrail.ledger;

import static io.bytetrail.ledger.LedgerDescriptor.STATE_ENDED;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A ledger's file: {@code <directory>/bytetrail-<uid>/<pid>.<start>.ledger}, readable by its owner
 * only.
 *
 * <p>The file is written out in full before it is mapped. A disk that is full therefore refuses it
 * here, with an {@code IOException}, and not later, with a SIGBUS in the application.
 */
public final class LedgerFile {
  static final String SUFFIX = ".ledger";
  private static final int CHUNK = 1 << 16;

  /** Nobody else reads what a process does, or tells it what to do. */
  public static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Set<StandardOpenOption> NEW_TO_MAP =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final Path path;
  private final MappedByteBuffer memory;
  private String refusals = "";

  private LedgerFile(Path path, MappedByteBuffer memory) {
    this.path = path;
    this.memory = memory;
  }

  /**
   * Makes a file of zeros for this process in the first of the directories that takes it.
   *
   * @throws IOException when none does; the message says why for each
   */
  public static LedgerFile create(Iterable<Path> directories, LedgerSettings settings)
      throws IOException {
    StringBuilder refusals = new StringBuilder();
    for (Path directory : directories) {
      try {
        LedgerFile file = createOrRetry(directory, settings);
        file.refusals = refusals.toString();
        return file;
      } catch (IOException | UnsupportedOperationException | SecurityException e) {
        refusals.append(refusals.length() == 0 ? "" : "; ").append(directory).append(": ");
        refusals.append(reason(e));
      }
    }
    throw new IOException("no directory takes the ledger: " + refusals);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Why the directories before its own did not take it; empty when it is in the first. */
  public String refusals() {
    return refusals;
  }

  /** Its bytes; the mapping lasts as long as the buffer is reachable. */
  public MappedByteBuffer memory() {
    return memory;
  }

  /** Removes the file, and its directory if it was the last; the memory stays usable. */
  public void delete() throws IOException {
    Files.deleteIfExists(path);
    try {
      Files.deleteIfExists(path.getParent());
    } catch (IOException e) {
      // Other ledgers are in it.
    }
  }

  /** The directory below {@code directory} that holds this user's ledgers. */
  public static Path directoryOf(Path directory) throws IOException {
    return directory.resolve("bytetrail-" + uid());
  }

  private static LedgerFile createOrRetry(Path base, LedgerSettings settings) throws IOException {
    try {
      return createIn(base, settings);
    } catch (NoSuchFileException e) {
      // Another process has just removed the directory together with its own ledger.
      return createIn(base, settings);
    }
  }

  private static LedgerFile createIn(Path base, LedgerSettings settings) throws IOException {
    Path directory = directoryOf(base);
    makeDirectory(directory);
    removeLeftovers(directory, settings.pidNamespace());
    Path path = directory.resolve(settings.pid() + "." + settings.startMillis() + SUFFIX);
    // Only a process that had this pid and start time before, as containers' first ones do.
    Files.deleteIfExists(path);
    return new LedgerFile(path, map(path, LedgerWriter.length(settings)));
  }

  /** Makes a file of zeros, for its owner only, and maps it. */
  public static MappedByteBuffer map(Path path, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(path, NEW_TO_MAP, OWNER_ONLY)) {
      writeZeros(channel, length);
      return Mapping.of(channel, true, length);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** A directory of another owner or open to others could be made to hold anything: refused. */
  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
        throw new IOException(directory + " is not a directory", e);
      }
      if (!uid().equals(Files.getAttribute(directory, "unix:uid", NOFOLLOW_LINKS))) {
        throw new IOException(directory + " belongs to another user", e);
      }
    }
  }

  private static Object uid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private static void writeZeros(FileChannel channel, int length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(CHUNK, length));
    for (int written = 0; written < length; ) {
      zeros.clear().limit(Math.min(zeros.capacity(), length - written));
      written += channel.write(zeros);
    }
  }

  /** Ledgers outlive a crash, for its report; the next JVM of the same user clears them away. */
  private static void removeLeftovers(Path directory, long pidNamespace) {
    // A DirectoryStream would load twenty classes at every start.
    String[] names = directory.toFile().list();
    for (int i = 0; names != null && i < names.length; i++) {
      try {
        if (isLeftover(directory, names[i], pidNamespace)) {
          Files.deleteIfExists(directory.resolve(names[i]));
        }
      } catch (IOException e) {
        // Somebody else's to clear away; it costs nothing but room.
      }
    }
  }

  /**
   * Whether its process died without an end; one of another pid namespace cannot be told. Most are
   * somebody's who lives, so the name is asked before the file.
   */
  private static boolean isLeftover(Path directory, String name, long pidNamespace) {
    int dot = name.indexOf('.');
    if (dot <= 0
        || !name.endsWith(SUFFIX)
        || new File("/proc/" + name.substring(0, dot)).exists()) {
      return false;
    }
    try {
      LedgerSnapshot snapshot = LedgerReader.read(directory.resolve(name));
      return snapshot.pidNamespace() == pidNamespace
          && snapshot.state() != STATE_ENDED
          && !Files.exists(Path.of("/proc", Integer.toString(snapshot.pid())));
    } catch (IOException e) {
      return false;
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
