package io.bytetrail.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One line that is rewritten on a terminal; a line for each step elsewhere. */
final class Progress {
  private final PrintStream out;
  private final boolean terminal;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether somebody watches the error stream; {@code System.console()} cannot tell from 22 on. */
  static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  void step(String text) {
    if (terminal) {
      out.print("\r\033[K" + text);
      out.flush();
    } else {
      out.println(text);
    }
  }

  /** A line that stays. */
  void say(String text) {
    out.println(terminal ? "\r\033[K" + text : text);
  }

  /** Takes the line away. */
  void done() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
