package io.bytetrail.collector.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The whole terminal as a screen, which is as it was when this is closed. Draws only what has
 * changed. For one thread, but for {@link #close}.
 */
final class TopScreen implements AutoCloseable {
  private static final int ESCAPE = 27;
  private static final int NOTHING = -2;
  private static final long KEY_SEQUENCE_MILLIS = 50;

  /** Keys that are no characters. */
  static final int UP = 0x1000;

  static final int DOWN = 0x1001;
  static final int END_OF_INPUT = -1;

  private final Terminal terminal;
  private final Attributes before;
  private final Display display;
  private boolean closed; // guarded by this

  private TopScreen(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
    this.display = new Display(terminal, true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /** Whether both ends of this process are a terminal. */
  static boolean isPossible() {
    ExecTerminalProvider provider = new ExecTerminalProvider();
    return provider.isSystemStream(SystemStream.Input)
        && provider.isSystemStream(SystemStream.Output);
  }

  /** Takes the terminal that this process runs in. */
  static TopScreen open() throws IOException {
    String type = System.getenv().getOrDefault("TERM", "xterm");
    return new TopScreen(
        new ExecTerminalProvider()
            .sysTerminal(
                "bytetrail",
                type,
                false,
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_8,
                StandardCharsets.UTF_8,
                true,
                Terminal.SignalHandler.SIG_DFL,
                false,
                SystemStream.Output));
  }

  /** Lines of the screen. */
  int height() {
    return terminal.getHeight();
  }

  /** Shows these, cut at the screen's edge. */
  void show(List<String> plain, int highlighted) {
    Size size = terminal.getSize();
    display.resize(size.getRows(), size.getColumns());
    List<AttributedString> lines = new ArrayList<>();
    for (int i = 0; i < Math.min(plain.size(), size.getRows()); i++) {
      AttributedStyle style =
          i == highlighted ? AttributedStyle.DEFAULT.inverse() : AttributedStyle.DEFAULT;
      AttributedString line = new AttributedString(plain.get(i), style);
      lines.add(line.columnSubSequence(0, size.getColumns() - 1));
    }
    while (lines.size() < size.getRows()) {
      lines.add(AttributedString.EMPTY);
    }
    display.update(lines, 0);
    terminal.flush();
  }

  /**
   * Waits for a key, and hands it over if one is pressed in time.
   *
   * @return whether there was one
   */
  boolean key(long millis, IntConsumer pressed) throws IOException {
    int key = terminal.reader().read(Math.max(1, millis));
    if (key == NOTHING) {
      return false;
    }
    pressed.accept(key == ESCAPE ? sequence() : key);
    return true;
  }

  /** An arrow is ESC [ A, or ESC O A. */
  private int sequence() throws IOException {
    int second = terminal.reader().read(KEY_SEQUENCE_MILLIS);
    if (second != '[' && second != 'O') {
      return ESCAPE;
    }
    return switch (terminal.reader().read(KEY_SEQUENCE_MILLIS)) {
      case 'A' -> UP;
      case 'B' -> DOWN;
      default -> ESCAPE;
    };
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    terminal.puts(Capability.exit_ca_mode);
    terminal.puts(Capability.cursor_visible);
    terminal.flush();
    terminal.setAttributes(before);
    terminal.close();
  }
}
