package io.bytetrail.truth;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A service that lives: sends a file by several strategies, again and again, until a byte comes on
 * its standard input; then does nothing until that ends.
 */
final class SteadySender {
  private static final List<String> STRATEGIES = List.of("stream", "direct", "mmap", "sendfile");

  /** Arguments: file, port. */
  public static void main(String[] args) throws IOException, InterruptedException {
    while (System.in.available() == 0) {
      for (String strategy : STRATEGIES) {
        Sender.main(new String[] {strategy, args[0], "65536", "1", args[1], "127.0.0.1"});
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    while (System.in.read() >= 0) {
      // The end of the input ends the service.
    }
  }

  private SteadySender() {}
}
