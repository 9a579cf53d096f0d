package io.bytetrail.collector.attach;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * HotSpot's attach protocol, as its client. The JVM opens a socket {@code /tmp/.java_pid<pid>} once
 * it gets a SIGQUIT while there is a file {@code /tmp/.attach_pid<pid>} of its own user or root's,
 * and takes one command a connection: {@code 1}, a name and three arguments, each ended by a zero.
 * The answer is a result code in a line of its own, then text.
 *
 * <p>The pid is the one in the JVM's pid namespace, and {@code /tmp} the one in its mount
 * namespace.
 */
final class AttachSocket {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int ARGUMENTS = 3;

  /** What the JVM has room for, of an argument. */
  private static final int LONGEST_ARGUMENT = 1024;

  private final Path socket;

  private AttachSocket(Path socket) {
    this.socket = socket;
  }

  /** The socket of a JVM, which is asked to open it if it has not yet. */
  static AttachSocket of(Target target) throws IOException, InterruptedException {
    int pid = target.status().innerPid();
    Path socket = target.inTarget("/tmp/.java_pid" + pid);
    if (Files.exists(socket)) {
      return new AttachSocket(socket);
    }
    if (!target.status().takesQuit()) {
      // The signal would end it.
      throw new AttachException(
          "process %d does not take SIGQUIT, by which a JVM is asked to let others attach: it was started with -Xrs, or starts just now"
              .formatted(target.pid()));
    }
    Path trigger = target.inTarget("/tmp/.attach_pid" + pid);
    make(trigger, target);
    try {
      quit(target.pid());
      await(socket, target);
    } finally {
      Files.deleteIfExists(trigger);
    }
    return new AttachSocket(socket);
  }

  /** The answer's text, the result code's line included. */
  String execute(String command, String... arguments) throws IOException {
    StringBuilder request = new StringBuilder("1\0").append(command).append('\0');
    for (int i = 0; i < ARGUMENTS; i++) {
      String argument = i < arguments.length ? arguments[i] : "";
      if (argument.getBytes(StandardCharsets.UTF_8).length > LONGEST_ARGUMENT) {
        throw new AttachException(
            "the JVM takes no more than %d bytes, and this is longer: %s"
                .formatted(LONGEST_ARGUMENT, argument));
      }
      request.append(argument).append('\0');
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(request.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      ByteBuffer part = ByteBuffer.allocate(1 << 12);
      while (channel.read(part.clear()) >= 0) {
        answer.write(part.array(), 0, part.position());
      }
    } catch (IOException e) {
      throw new AttachException(
          "%s does not answer (%s): if no JVM has it open, remove it".formatted(socket, e), e);
    }
    if (answer.size() == 0) {
      throw new AttachException(
          "the JVM refused: for it, this user is neither its own nor root, as when it has a user namespace of its own. Run this inside its container");
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static void make(Path trigger, Target target) throws IOException {
    try {
      Files.createFile(trigger);
      Owner.of(target).give(trigger);
    } catch (FileAlreadyExistsException e) {
      // Somebody else attaches at the same moment: one file serves both.
    } catch (IOException e) {
      throw new AttachException(
          "/tmp of process %d cannot be written (%s): a JVM can only be attached to through it"
              .formatted(target.pid(), e),
          e);
    }
  }

  private static void quit(long pid) throws IOException, InterruptedException {
    // By the shell's own kill: not every image has the program.
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -QUIT " + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (kill.waitFor() != 0) {
      throw new AttachException("process " + pid + " cannot be sent SIGQUIT: try it as root");
    }
  }

  private static void await(Path socket, Target target)
      throws AttachException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(socket)) {
      if (System.nanoTime() > deadline) {
        throw new AttachException(
            "process %d did not open its attach socket (%s) within %d s: it hangs, is about to end, or has been told not to (DisableAttachMechanism)"
                .formatted(target.pid(), socket, PATIENCE.toSeconds()));
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
