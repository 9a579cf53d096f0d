package io.bytetrail.collector.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A directory in the target's {@code /tmp}, its user's alone, for as long as an order takes: the
 * order, its answer and, where the target cannot read ours, a copy of the agent's jar.
 *
 * <p>Its name is the same each time: the target's class loader remembers the copy's path from the
 * first order to the last.
 */
final class Exchange implements AutoCloseable {
  private static final String ORDER = "order";
  private static final String JAR = "bytetrail-agent.jar";

  private final Target target;
  private final Owner owner;
  private final String there;
  private final Path here;

  Exchange(Target target) throws IOException {
    this.target = target;
    owner = Owner.of(target);
    there = "/tmp/bytetrail-attach-" + target.status().innerPid();
    here = target.inTarget(there);
    try {
      Files.createDirectory(
          here, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new AttachException(
          "somebody else attaches to process %d at this moment; if not, remove %s"
              .formatted(target.pid(), here),
          e);
    } catch (IOException e) {
      throw new AttachException(
          "/tmp of process %d cannot be written (%s)".formatted(target.pid(), e), e);
    }
    owner.give(here);
  }

  /** Writes the order; returns its file as the target calls it. */
  String order(String what, List<String> options) throws IOException {
    StringBuilder lines = new StringBuilder(what).append('\n');
    options.forEach(option -> lines.append(option).append('\n'));
    put(ORDER, lines.toString().getBytes(StandardCharsets.UTF_8));
    put(ORDER + ".reply", new byte[0]);
    return there + "/" + ORDER;
  }

  /** Whether the target needs a jar of its own. */
  boolean needsCopyOf(Path jar) throws IOException {
    return target.foreignFiles() || !owner.canRead(jar);
  }

  /** Copies the jar; returns the copy as the target calls it. */
  String copy(Path jar) throws IOException {
    try {
      put(JAR, Files.readAllBytes(jar));
    } catch (IOException e) {
      throw new AttachException(
          "%s cannot be copied into /tmp of process %d (%s): make it readable for uid %d there, or make room"
              .formatted(jar, target.pid(), e, target.status().uid()),
          e);
    }
    return there + "/" + JAR;
  }

  /** What the target has answered so far: complete lines. */
  List<String> answer() throws IOException {
    String text = Files.readString(here.resolve(ORDER + ".reply"));
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private void put(String name, byte[] bytes) throws IOException {
    Path file = here.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, bytes, StandardOpenOption.WRITE);
    owner.give(file);
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(here)) {
      return; // with the target's root, when that has ended
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(here)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(here);
  }
}
