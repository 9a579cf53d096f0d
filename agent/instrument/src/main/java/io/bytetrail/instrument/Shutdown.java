package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.instrument.trace.Watchers;
import io.bytetrail.ledger.LedgerDescriptor;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.LedgerWriter;
import io.bytetrail.options.Option;
import io.bytetrail.options.Options;
import java.io.IOException;

/** The orderly end: the last reports, then the ledger is closed and, unless kept, removed. */
final class Shutdown extends Thread {
  private static volatile boolean begun;

  private final Options options;
  private final LedgerFile file;
  private final LedgerWriter writer;
  private final Collector collector;
  private final Weaving weaving;
  private final Watchers watchers;

  Shutdown(
      Options options,
      LedgerFile file,
      LedgerWriter writer,
      Collector collector,
      Weaving weaving,
      Watchers watchers) {
    super("bytetrail-end");
    this.options = options;
    this.file = file;
    this.writer = writer;
    this.collector = collector;
    this.weaving = weaving;
    this.watchers = watchers;
  }

  /** Whether the JVM ends. */
  static boolean hasBegun() {
    return begun;
  }

  @Override
  public void run() {
    Hooks.markThread();
    begun = true;
    watchers.close();
    collector.end();
    weaving.end();
    writer.state(LedgerDescriptor.STATE_ENDED);
    if (options.get(Option.LEDGER_KEEP).equals("true")) {
      return;
    }
    try {
      file.delete();
    } catch (IOException e) {
      Start.say("the ledger stays: " + e.getMessage());
    }
  }
}
