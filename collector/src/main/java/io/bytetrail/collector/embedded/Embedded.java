package io.bytetrail.collector.embedded;

import io.bytetrail.collector.jfr.LaneEvents;
import io.bytetrail.collector.outcome.Outcomes;
import io.bytetrail.collector.report.NoReportYet;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.ReportBuilder;
import io.bytetrail.ledger.LedgerReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The collector inside the application's JVM.
 *
 * <p>One thread does the work: it starts the probe (which lives as long as that thread), takes
 * counts once a period, on request and at the end, and publishes an immutable report. Everybody
 * else only ever sees that report. No error leaves this class.
 *
 * <p>It starts in two steps, so that the probe attaches its programs while the agent makes the
 * ledger: {@link #launch} before any hook is live, {@link #begin} once the hooks can count. Nobody
 * waits for either; that counting has begun, the {@link Embedding} is told.
 *
 * <p>Classes are loaded late on purpose, and there are no lambdas until counting has begun: an
 * application pays for JSON, HTTP and exporters only when they are asked for.
 */
public final class Embedded implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(2500);

  /**
   * What the end waits longer for a report that is the first, or is being written: on a host that
   * is very busy a late report is better than none.
   */
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

  /** How long the probe may take to attach its programs, and more. */
  private static final Duration PAUSE_TIMEOUT = Duration.ofSeconds(25);

  private static final long PAUSED_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final String LATE =
      "attached while the application ran: buffers that it had mapped before are not followed, and"
          + " what it had open is filed under the line that used it first";
  private static final String OFF = "switched off: nothing is counted at the moment";
  private static final String WAS_OFF = "was switched off for a time: nothing was counted then";

  /** A JVM that is killed has kept what it was advised up to then. */
  private static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** A report younger than this is fresh enough for a scrape. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final CollectorOptions options;
  private final Embedding embedding;
  private final OwnCpu cpu = new OwnCpu();
  private final MarkedThreads threads;
  private final Optional<ProbeSupervisor> supervisor;
  private final Object lock = new Object();
  private final List<String> notes = new ArrayList<>(); // the collector's thread only
  private final CountDownLatch launched = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean written = new AtomicBoolean();
  private final List<AutoCloseable> exporters = new ArrayList<>(); // guarded by lock

  private volatile Outcomes outcomes;
  private final Outputs outputs;
  private volatile Report latest;
  private long keptNanos = System.nanoTime(); // the collector's thread only
  private String ledgerFile; // guarded by lock
  private ByteBuffer ledgerMemory; // guarded by lock; null for the file
  private Runnable eachPeriod; // set before the ledger's file, and read after it
  private long latestNanos; // guarded by lock
  private boolean recorded; // guarded by lock; whether a recording may want the last report
  private long wanted; // guarded by lock; how many fresh reports were asked for
  private long served; // guarded by lock
  private boolean closing; // guarded by lock
  private boolean pauseWanted; // guarded by lock
  private boolean paused; // guarded by lock

  private Embedded(CollectorOptions options, Embedding embedding) {
    this.options = options;
    this.embedding = embedding;
    outputs = new Outputs(options, System.currentTimeMillis());
    threads = new MarkedThreads(embedding, cpu);
    supervisor =
        options.probe().equals("off")
            ? Optional.empty()
            : Optional.of(
                new ProbeSupervisor(
                    options.probe(),
                    options.isVerify(),
                    options.budget(),
                    cpu,
                    embedding.launcher()));
  }

  /**
   * Starts collecting for this JVM, whose application runs already: {@link #launch}, {@link
   * #begin}, and a wait, as long as {@code probe.wait} says, until the kernel counts.
   *
   * @return ends collecting and writes the last report; on a host that is busy, that may take a few
   *     seconds
   */
  public static AutoCloseable start(
      Map<String, String> options, String ledgerFile, Runnable markThread) {
    CollectorOptions resolved = new CollectorOptions(options);
    if (!resolved.isEmbedded()) {
      return () -> {};
    }
    CountDownLatch counting = new CountDownLatch(1);
    BooleanSupplier count =
        () -> {
          counting.countDown();
          return false;
        };
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        };
    Embedded embedded = launch(options, new Embedding(markThread, daemons, null, null, count));
    embedded.begin(ledgerFile, null, () -> {});
    try {
      var unused = counting.await(resolved.probeWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return embedded;
  }

  /**
   * Starts the probe's process, in a thread beside. Close or end what is returned, whether it is
   * begun or not.
   *
   * @param options every option by name, as the agent resolved them; absent ones have their default
   */
  public static Embedded launch(Map<String, String> options, Embedding embedding) {
    Embedded embedded = new Embedded(new CollectorOptions(Map.copyOf(options)), embedding);
    embedded.threads.newUnmarkedThread("bytetrail", embedded.new Work()).start();
    return embedded;
  }

  /**
   * Has it count.
   *
   * @param ledgerFile this JVM's ledger
   * @param memory the ledger, as the agent has mapped it, or null for the file; stays until {@link
   *     #close} has returned and the collector's thread has ended
   * @param eachPeriod is run once a period in the collector's thread
   */
  public void begin(String ledgerFile, ByteBuffer memory, Runnable eachPeriod) {
    synchronized (lock) {
      this.eachPeriod = eachPeriod;
      ledgerMemory = memory;
      this.ledgerFile = ledgerFile;
      lock.notifyAll();
    }
  }

  /** Ends the probe and takes no more counts; returns when that is done. */
  public void pause() {
    pause(true);
  }

  /** Starts a probe again, and counts; returns when it is attached, or could not be. */
  public void resume() {
    pause(false);
  }

  private void pause(boolean wanted) {
    synchronized (lock) {
      pauseWanted = wanted;
      lock.notifyAll();
      long deadline = System.nanoTime() + PAUSE_TIMEOUT.toNanos();
      while (paused != wanted && ended.getCount() > 0) {
        if (!await(deadline - System.nanoTime())) {
          break;
        }
      }
    }
  }

  /** The newest report, taken now unless one was taken just before. */
  public Report fresh() {
    return fresh(FRESH_NANOS);
  }

  private Report fresh(long ageNanos) {
    synchronized (lock) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      if (!closing && (latest == null || System.nanoTime() - latestNanos > ageNanos)) {
        long ticket = ++wanted;
        lock.notifyAll();
        while (served < ticket && !closing) {
          if (!await(deadline - System.nanoTime())) {
            break;
          }
        }
      }
      if (latest == null) {
        throw new NoReportYet();
      }
      return latest;
    }
  }

  /**
   * Puts each report's lanes into Flight Recorder's recordings that want them. For a JVM in which
   * Flight Recorder is there, and has been started.
   *
   * @param asOwn runs what is not to be counted as the application's
   * @return takes them out of it
   */
  public Runnable record(Executor asOwn) {
    Runnable undo = LaneEvents.register(this::recorded, asOwn);
    synchronized (lock) {
      recorded = true;
    }
    return undo;
  }

  /** At the end of the process Flight Recorder asks in a thread beside the one that closes this. */
  private Report recorded() {
    boolean last;
    synchronized (lock) {
      last = closing;
    }
    try {
      if (last && !ended.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the last counts are not there in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A recording that ends wants what was done in it to the last call.
    return fresh(0);
  }

  /** What the collector's thread does. */
  private final class Work implements Runnable {
    @Override
    public void run() {
      Embedded.this.run();
    }
  }

  private void run() {
    try {
      if (supervisor.isPresent() && !isClosing()) {
        supervisor.get().launch();
      }
      launched.countDown();
      String file = awaitLedger();
      if (file != null) {
        threads.markCurrent();
        collect(Path.of(file));
      }
    } finally {
      if (supervisor.isPresent()) {
        supervisor.get().close();
      }
      launched.countDown();
      var unused = embedding.counting().getAsBoolean();
      ended.countDown();
    }
  }

  /** The ledger's file, or null if this is closed without one. */
  private String awaitLedger() {
    synchronized (lock) {
      while (ledgerFile == null && !closing) {
        if (!await(options.interval().toNanos()) && Thread.currentThread().isInterrupted()) {
          return null;
        }
      }
      return ledgerFile;
    }
  }

  private void collect(Path file) {
    LedgerReader ledger;
    try {
      ByteBuffer memory;
      synchronized (lock) {
        memory = ledgerMemory;
      }
      ledger = memory == null ? LedgerReader.map(file) : LedgerReader.of(file, memory);
      outcomes =
          new Outcomes(
              options.adviceBook().isEmpty() ? Outcomes.defaultDirectory() : options.adviceBook());
    } catch (IOException | RuntimeException e) {
      Outputs.STDERR.println("bytetrail: no report, the ledger cannot be read: " + e.getMessage());
      return;
    }
    try (Collection collection = new Collection(ledger, cpu, supervisor, options, embedding)) {
      startExporters();
      // Now, since the first report may be the last, and the process end with it.
      collection.prepare(new ReportBuilder(options.profile()));
      if (options.isLate()) {
        notes.add(LATE);
      }
      while (awaitNextPeriod()) {
        if (isPauseChanged()) {
          pauseOrResume(collection);
        } else {
          take(collection);
          eachPeriod.run();
        }
      }
      if (isReportWanted()) {
        take(collection);
        finish(latest);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      Outputs.STDERR.println("bytetrail: collecting ended early: " + e);
      finish(latest);
    }
  }

  /** Making a report loads a hundred classes: a short run without outputs is spared them. */
  private boolean isReportWanted() {
    synchronized (lock) {
      return outputs.areWanted() || !exporters.isEmpty() || recorded;
    }
  }

  private boolean isPauseChanged() {
    synchronized (lock) {
      return paused != pauseWanted;
    }
  }

  private void pauseOrResume(Collection collection) throws IOException {
    boolean pause;
    synchronized (lock) {
      pause = pauseWanted;
    }
    if (pause) {
      notes.add(OFF);
      collection.pause();
      take(collection);
    } else {
      notes.remove(OFF);
      collection.resume();
      if (!notes.contains(WAS_OFF)) {
        notes.add(WAS_OFF);
      }
    }
    synchronized (lock) {
      paused = pause;
      lock.notifyAll();
    }
  }

  private void take(Collection collection) throws IOException {
    long ticket;
    synchronized (lock) {
      ticket = wanted;
    }
    Report report = outcomes.judge(collection.report(notes));
    if (System.nanoTime() - keptNanos > KEEP_NANOS) {
      keep(report);
    }
    synchronized (lock) {
      latest = report;
      latestNanos = System.nanoTime();
      served = ticket;
      lock.notifyAll();
    }
  }

  /** False when it is time for the last report. */
  private boolean awaitNextPeriod() {
    synchronized (lock) {
      long deadline = System.nanoTime() + options.interval().toNanos();
      while (!closing && wanted == served && paused == pauseWanted) {
        // Nothing is counted in a pause: then a report is made only if one is asked for.
        if (!await(paused ? PAUSED_NANOS : deadline - System.nanoTime())) {
          break;
        }
      }
      return !closing;
    }
  }

  /** Waits on the lock; false when the time is over or the thread is to stop. */
  private boolean await(long nanos) {
    if (nanos <= 0) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.timedWait(lock, nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isClosing() {
    synchronized (lock) {
      return closing;
    }
  }

  private void startExporters() {
    if (isClosing()) {
      return;
    }
    List<AutoCloseable> started =
        Exporters.start(options, this::fresh, threads, Outputs.STDERR, notes);
    synchronized (lock) {
      exporters.addAll(started);
    }
  }

  private void finish(Report report) {
    if (report != null && written.compareAndSet(false, true)) {
      keep(report);
      outputs.write(report);
    }
  }

  private void keep(Report report) {
    try {
      outcomes.keep(report, System.currentTimeMillis());
    } catch (IOException | RuntimeException e) {
      Outputs.STDERR.println("bytetrail: what was advised is not kept: " + e.getMessage());
    }
    keptNanos = System.nanoTime();
  }

  /**
   * The same as {@link #close} in a JVM that ends: where no report is wanted, it does not wait for
   * the probe and the collector's thread, which end with the JVM.
   */
  public void end() {
    if (isReportWanted()) {
      close();
      return;
    }
    synchronized (lock) {
      closing = true;
    }
    try {
      // There may be an unpacked probe to be removed.
      var unused = launched.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.markCurrent();
    List<AutoCloseable> closeLast;
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
      closeLast = List.copyOf(exporters);
    }
    // A probe that is not attached yet is not waited for.
    if (supervisor.isPresent()) {
      supervisor.get().stopWaiting();
    }
    try {
      if (!ended.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean isUnderWay = latest == null || written.get();
        if (!isUnderWay || !ended.await(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
          finish(withoutLastCounts(latest));
        }
      }
      for (AutoCloseable exporter : closeLast) {
        exporter.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      Outputs.STDERR.println("bytetrail: an exporter did not end: " + e);
    }
  }

  /** The report of the last period, when the last counts could not be had in time. */
  private static Report withoutLastCounts(Report report) {
    if (report == null) {
      return null;
    }
    return report.with(
        report.evidence().plusMissing("the last counts before the end could not be had in time"));
  }
}
