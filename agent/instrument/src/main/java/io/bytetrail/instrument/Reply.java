package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The answer to an {@link Order}: lines that whoever attached reads while they are written. */
final class Reply implements AutoCloseable {
  private final OutputStream out;

  /**
   * Begins to answer.
   *
   * @param order the file that the order came in
   */
  Reply(String order) throws IOException {
    // Made by whoever attached: in a directory that anybody writes to, this must not follow links.
    out = new FileOutputStream(order + ".reply", true);
  }

  synchronized void say(String line) {
    boolean hooked = Start.running() != null;
    long paused = hooked ? Hooks.pause() : 0;
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      System.err.println("bytetrail: " + line);
    } finally {
      if (hooked) {
        Hooks.resume(paused);
      }
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
