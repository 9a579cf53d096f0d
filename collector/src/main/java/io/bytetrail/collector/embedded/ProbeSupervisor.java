package io.bytetrail.collector.embedded;

import io.bytetrail.collector.join.Joined;
import io.bytetrail.collector.join.LaneJoin;
import io.bytetrail.collector.probe.Capabilities;
import io.bytetrail.collector.probe.KernelSnapshot;
import io.bytetrail.collector.probe.ProbeBinary;
import io.bytetrail.collector.probe.ProbeException;
import io.bytetrail.collector.probe.ProbeProcess;
import io.bytetrail.collector.probe.ProbeRecord;
import io.bytetrail.collector.probe.ProbeTarget;
import io.bytetrail.ledger.LedgerException;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps a probe running beside one process and its counts joined with the ledger's. A probe that
 * dies, hangs or talks nonsense is ended and, a few times, started again; what was not counted
 * meanwhile is told, never guessed.
 *
 * <p>Not thread-safe: for the collector's thread alone, but for {@link #stopWaiting}.
 */
final class ProbeSupervisor implements AutoCloseable {
  private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
  private static final int MOST_RESTARTS = 5;

  private final String binary;
  private final boolean verify;
  private final Optional<Double> budget;
  private final OwnCpu cpu;
  private final Function<List<String>, Process> launcher;
  private final LaneJoin join = new LaneJoin();
  private final List<String> troubles = new ArrayList<>();
  private List<ProbeRecord.Program> programs = List.of();
  private LedgerReader ledger;
  private Process launched;
  private ProbeException launchFailure;
  private ProbeProcess probe;
  private int pid;
  private boolean everCounted;
  private boolean stopped; // guarded by this
  private boolean paused;
  private boolean grantedVerify;
  private int restarts;
  private long nextTry;
  private Thread waiting; // guarded by this; the thread that waits for a probe to be attached

  ProbeSupervisor(
      String binary,
      boolean verify,
      Optional<Double> budget,
      OwnCpu cpu,
      Function<List<String>, Process> launcher) {
    this.binary = binary;
    this.verify = verify;
    this.budget = budget;
    this.cpu = cpu;
    this.launcher = launcher;
  }

  /**
   * Launches the first probe without waiting for it: its programs are attached while the agent
   * makes the ledger.
   */
  void launch() {
    try {
      launched = newProcess();
    } catch (ProbeException e) {
      launchFailure = e;
    }
  }

  /**
   * Has the first probe count, until {@link #begin} joined with nothing. What goes wrong is
   * remembered, and can be asked for.
   */
  void attachFirst(LedgerReader ledger) throws LedgerException {
    this.ledger = ledger;
    try {
      attach();
    } catch (ProbeException e) {
      troubles.add("no kernel counts: " + e.getMessage());
      if (binary.isEmpty()) {
        // One that the user named may have capabilities that this process has not.
        Capabilities.ofThisProcess().lack().ifPresent(troubles::add);
      }
      restarts = MOST_RESTARTS; // what kept the first one from starting would keep the next one too
    }
  }

  /** Begins to join what the first probe counts: see {@link LaneJoin#begin}. */
  void begin(LedgerSnapshot baseline) {
    if (probe != null) {
      join.begin(baseline, System.nanoTime());
    }
  }

  /** Whether the kernel counts at the moment. */
  boolean isCounting() {
    return probe != null;
  }

  /** Whether the kernel's counts were had at any time. */
  boolean everCounted() {
    return everCounted;
  }

  /** Whether system calls are counted, which the probe may have refused. */
  boolean isVerify() {
    return grantedVerify;
  }

  /** Names of the programs that the kernel did not take, nor another in their place. */
  Set<String> missingPrograms() {
    Set<String> names = new HashSet<>();
    for (ProbeRecord.Program program : programs) {
      if (!program.attached()) {
        names.add(program.name());
      }
    }
    return names;
  }

  /** What went wrong so far and which programs are missing, a sentence each. */
  List<String> troubles() {
    List<String> all = new ArrayList<>(troubles);
    for (ProbeRecord.Program program : programs) {
      if (!program.attached()) {
        all.add("program " + program.name() + " is not attached: " + program.reason());
      }
    }
    return all;
  }

  /** Takes both sides' counts, or tries to get a probe back. */
  LedgerSnapshot step() throws LedgerException {
    if (probe == null && !paused && restarts < MOST_RESTARTS && System.nanoTime() >= nextTry) {
      restart();
    }
    if (probe != null) {
      try {
        KernelSnapshot kernel = probe.snapshot(pid, ANSWER_TIMEOUT);
        LedgerSnapshot now = ledger.read();
        join.observe(now, kernel, System.nanoTime());
        everCounted = true;
        return now;
      } catch (ProbeException e) {
        lose(e);
      }
    }
    LedgerSnapshot now = ledger.read();
    join.miss(now);
    return now;
  }

  /** Ends the probe after its last counts; {@link #step} starts no other until {@link #resume}. */
  void pause() throws LedgerException {
    step();
    paused = true;
    if (probe != null) {
      probe.close();
      probe = null;
      join.end();
    }
  }

  /** Counts again, with a new probe, if there ever was one. */
  void resume() throws LedgerException {
    paused = false;
    if (probe == null && restarts < MOST_RESTARTS) {
      try {
        attachAgain();
      } catch (ProbeException e) {
        troubles.add("starting it again failed: " + e.getMessage());
        restarts++;
        waitBeforeNextTry();
      }
    }
  }

  Joined joined() {
    return join.joined();
  }

  private void restart() throws LedgerException {
    restarts++;
    try {
      attachAgain();
      troubles.add("the probe was started again");
    } catch (ProbeException e) {
      troubles.add("starting it again failed: " + e.getMessage());
      waitBeforeNextTry();
    }
  }

  private void attachAgain() throws ProbeException, LedgerException {
    attach();
    join.begin(ledger.read(), System.nanoTime());
  }

  private void attach() throws ProbeException, LedgerException {
    waiting(Thread.currentThread());
    try {
      attachNow();
    } finally {
      waiting(null);
    }
  }

  private void attachNow() throws ProbeException, LedgerException {
    LedgerSnapshot header = ledger.read();
    ProbeTarget target = new ProbeTarget(header.pid(), header.slots(), header.slotAddress());
    ProbeProcess started = ProbeProcess.greet(process(), ATTACH_TIMEOUT);
    try {
      cpu.addProcess(started.pid());
      refuseIfNothingIsAttached(started.programs());
      programs = started.programs();
      started.track(target, ATTACH_TIMEOUT);
    } catch (ProbeException e) {
      started.close();
      throw e;
    }
    probe = started;
    pid = header.pid();
    grantedVerify = started.hello().verify();
    if (verify && !grantedVerify) {
      troubles.add("the probe does not count system calls here: their number is modelled");
    }
  }

  private static void refuseIfNothingIsAttached(List<ProbeRecord.Program> programs)
      throws ProbeException {
    for (ProbeRecord.Program program : programs) {
      if (program.attached()) {
        return;
      }
    }
    if (!programs.isEmpty()) {
      throw new ProbeException(
          "the kernel refused all "
              + programs.size()
              + " programs, the first with: "
              + programs.get(0).reason());
    }
  }

  /** No probe is waited for any more while it starts, now or later; from any thread. */
  synchronized void stopWaiting() {
    stopped = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  /** An interrupt is for this wait only: later it would close the files of the report. */
  private synchronized void waiting(Thread thread) {
    waiting = thread;
    if (thread == null) {
      var unused = Thread.interrupted();
    } else if (stopped) {
      thread.interrupt();
    }
  }

  /** The process that was launched early, else a new one. */
  private Process process() throws ProbeException {
    ProbeException failure = launchFailure;
    Process early = launched;
    launchFailure = null;
    launched = null;
    if (failure != null) {
      throw failure;
    }
    if (early == null && isStopped()) {
      throw new ProbeException("the process ended before the probe was started");
    }
    return early != null ? early : newProcess();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private Process newProcess() throws ProbeException {
    try (ProbeBinary file = ProbeBinary.locate(binary)) {
      return ProbeProcess.launch(file, verify, budget, launcher);
    }
  }

  private void lose(ProbeException e) {
    probe.close();
    probe = null;
    join.end();
    troubles.add(e.getMessage() + "; what it counted up to then is kept");
    waitBeforeNextTry();
  }

  private void waitBeforeNextTry() {
    nextTry = System.nanoTime() + Duration.ofSeconds(1L << restarts).toNanos();
  }

  @Override
  public void close() {
    if (launched != null) {
      launched.destroyForcibly();
      launched = null;
    }
    if (probe != null) {
      probe.close();
      probe = null;
    }
  }
}
