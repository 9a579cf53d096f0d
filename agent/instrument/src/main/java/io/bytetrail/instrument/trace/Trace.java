package io.bytetrail.instrument.trace;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.SpinLock;
import io.bytetrail.hooks.TransferPart;
import io.bytetrail.hooks.TransferRecorder;
import io.bytetrail.ledger.Operation;
import io.bytetrail.ledger.SizeClass;
import io.bytetrail.ledger.trace.TraceEntry;
import io.bytetrail.ledger.trace.TraceRing;
import io.bytetrail.ledger.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One stretch of watching: records transfers from the first request for them until the last one is
 * old. A transfer is told of when it is over; that a file was closed is noticed ten times a second.
 */
final class Trace implements Runnable, TransferRecorder {
  private static final long SWEEP_MILLIS = 100;

  /** A request is looked at once in so many sweeps. */
  private static final int SWEEPS_A_LOOK = 10;

  private final Path ledger;
  private final int pid;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread = new Thread(null, this, "bytetrail-trace");
  private final SpinLock lock = new SpinLock();
  private TraceWriter writer; // written under the lock

  Trace(Path ledger, int pid) {
    this.ledger = ledger;
    this.pid = pid;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  boolean isOver() {
    return !thread.isAlive();
  }

  /** Returns when nothing is written any more. */
  void end() {
    ending.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    Hooks.markThread();
    try (TraceWriter ring = TraceWriter.create(ledger, pid)) {
      writer = ring;
      warmUp();
      Hooks.record(this);
      try {
        while (TraceRing.isRequested(ledger) && sweep()) {}
      } finally {
        Hooks.recordNoMore(this);
      }
    } catch (IOException e) {
      // The directory takes no more: whoever watches sees no ring, and says so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until it is time to look for requests again; false when it is time to end. */
  private boolean sweep() throws InterruptedException {
    for (int i = 0; i < SWEEPS_A_LOOK; i++) {
      if (ending.await(SWEEP_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
      Hooks.sweepTransfers();
    }
    return true;
  }

  /** What the hooks will call must be loaded and linked by then. The entry is nobody's. */
  private void warmUp() {
    Object times = began();
    called(times);
    var unused =
        entry(
            (Times) times,
            new TransferPart(
                0,
                "",
                "",
                Operation.OTHER,
                null,
                SizeClass.UNKNOWN,
                "",
                0,
                true,
                0,
                0,
                0,
                0,
                null));
  }

  /** When a transfer began and its last call ended, as {@link System#nanoTime} has it. */
  private static final class Times {
    final long began = System.nanoTime();
    long ended = began;
  }

  @Override
  public Object began() {
    return new Times();
  }

  @Override
  public void called(Object event) {
    ((Times) event).ended = System.nanoTime();
  }

  @Override
  public void ended(Object event, TransferPart part) {
    TraceEntry entry = entry((Times) event, part);
    lock.lock();
    try {
      writer.add(entry);
    } finally {
      lock.unlock();
    }
  }

  private static TraceEntry entry(Times times, TransferPart part) {
    long ago = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - times.ended);
    return new TraceEntry(
        System.currentTimeMillis() - ago,
        times.ended - times.began,
        part.bytes(),
        part.calls(),
        part.copied(),
        part.errors(),
        part.lane(),
        part.number(),
        part.operation(),
        part.upstream(),
        part.sizeClass(),
        part.continued(),
        part.path(),
        part.thread() == null ? "" : part.thread().getName());
  }
}
