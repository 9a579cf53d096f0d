package io.bytetrail.instrument.trace;

import io.bytetrail.ledger.trace.TraceRing;
import java.nio.file.Path;

/** Looks for somebody who watches, and traces for as long as somebody does. Thread-safe. */
public final class Watchers implements Runnable, AutoCloseable {
  private final Path ledger;
  private final int pid;
  private Trace trace; // guarded by this
  private boolean closed; // guarded by this

  /** Of the JVM with this ledger. */
  public Watchers(Path ledger, int pid) {
    this.ledger = ledger;
    this.pid = pid;
  }

  /** Looks once. For a thread that is bytetrail's own. */
  @Override
  public synchronized void run() {
    if (!closed && (trace == null || trace.isOver()) && TraceRing.isRequested(ledger)) {
      trace = new Trace(ledger, pid);
      trace.start();
    }
  }

  /** Ends what goes on, and takes no more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (trace != null) {
      trace.end();
      trace = null;
    }
  }
}
