package io.bytetrail.truth;

import java.io.IOException;

/** One pass of a {@link Sender} over each of some files, each by its own strategy, in one JVM. */
public final class EveryWay {
  private static final String CHUNK = Integer.toString(64 << 10);

  /** Arguments: address, port, then pairs of a strategy and a file. */
  public static void main(String[] args) throws IOException {
    for (int i = 2; i < args.length; i += 2) {
      Sender.main(new String[] {args[i], args[i + 1], CHUNK, "1", args[1], args[0]});
    }
  }

  private EveryWay() {}
}
