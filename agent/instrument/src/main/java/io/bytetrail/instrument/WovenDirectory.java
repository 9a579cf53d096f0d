package io.bytetrail.instrument;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where woven classes are kept: a directory and files that belong to this user and that nobody else
 * may write to. What is in them becomes part of {@code java.base}, so anything else is refused. No
 * link is followed: neither to the directory nor in it.
 */
final class WovenDirectory {
  /** As many builds of the JDK and of bytetrail as one user is likely to run. */
  private static final int MOST_FILES = 16;

  private static final int OTHERS_WRITE = 022;
  private static final int TYPE_MASK = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LONGEST = 1 << 26;

  private final Path directory;

  WovenDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * A file's content.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if it may be somebody else's work; the message says why
   */
  byte[] read(String name) throws IOException {
    refuseOthers(directory, DIRECTORY, "directory");
    Path file = directory.resolve(name);
    refuseOthers(file, REGULAR, "file");
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS))) {
      long length = channel.size();
      if (length > LONGEST) {
        throw new IOException(file + " is too long");
      }
      ByteBuffer content = ByteBuffer.allocate((int) length);
      while (content.hasRemaining() && channel.read(content) >= 0) {}
      return content.array();
    }
  }

  /** Puts a whole file in the place of what was there, whoever else does so at the same time. */
  void write(String name, byte[] content) throws IOException {
    makeDirectory();
    refuseOthers(directory, DIRECTORY, "directory");
    Path written =
        directory.resolve(name + "." + ProcessHandle.current().pid() + "." + System.nanoTime());
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      try (FileChannel channel =
          FileChannel.open(
              written,
              options,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
          channel.write(rest);
        }
      }
      Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
    removeOldest();
  }

  private void makeDirectory() throws IOException {
    if (!directory.isAbsolute()) {
      throw new IOException(directory + " is not an absolute path");
    }
    try {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      // Whose it is, is asked next.
    }
  }

  private static void refuseOthers(Path path, int type, String expected) throws IOException {
    Map<String, Object> found = Files.readAttributes(path, "unix:uid,mode", NOFOLLOW_LINKS);
    int mode = (Integer) found.get("mode");
    if ((mode & TYPE_MASK) != type) {
      throw new IOException(path + " is no " + expected);
    }
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(found.get("uid"))) {
      throw new IOException(path + " belongs to another user");
    }
    if ((mode & OTHERS_WRITE) != 0) {
      throw new IOException("others may write to " + path);
    }
  }

  /** Leftovers of writers that were killed are among them. */
  private void removeOldest() throws IOException {
    List<Map.Entry<FileTime, Path>> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.woven*")) {
      for (Path file : all) {
        try {
          files.add(Map.entry(Files.getLastModifiedTime(file, NOFOLLOW_LINKS), file));
        } catch (NoSuchFileException e) {
          // Another writer has moved it into its place.
        }
      }
    }
    files.sort(Map.Entry.comparingByKey());
    for (int i = 0; i < files.size() - MOST_FILES; i++) {
      Files.deleteIfExists(files.get(i).getValue());
    }
  }
}
