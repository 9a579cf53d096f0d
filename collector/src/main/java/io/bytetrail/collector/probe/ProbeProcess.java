package io.bytetrail.collector.probe;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One run of bytetrail-probe, from its start to its end. Every wait is bounded; whatever goes wrong
 * is a {@link ProbeException} with a sentence, after which the run is over and to be closed.
 *
 * <p>Not thread-safe: for the collector's thread alone. That thread must outlive the probe, because
 * the kernel ends the probe when the <em>thread</em> that started it ends ({@code
 * PR_SET_PDEATHSIG}).
 */
public final class ProbeProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMillis(300);

  private final Process process;
  private final PolledInput output;
  private final ProbeRecordReader records;
  private final List<ProbeRecord.Program> programs = new ArrayList<>();
  private final ProbeRecord.Hello hello;
  private String lastFailure = "";
  private long cookie;

  /** How the output ended, if it has: for whoever asks again. */
  private ProbeException end;

  private ProbeProcess(Process process, Duration timeout) throws ProbeException {
    this.process = process;
    output = new PolledInput(process);
    records = new ProbeRecordReader(output);
    Deadline deadline = new Deadline(timeout);
    ProbeRecord first = next(deadline, "its greeting");
    if (!(first instanceof ProbeRecord.Hello greeting)) {
      throw first instanceof ProbeRecord.Failure failure
          ? new ProbeException("the probe refused to start: " + failure.text())
          : new ProbeException("what was started as the probe does not greet as one");
    }
    this.hello = greeting;
    while (true) {
      ProbeRecord record = next(deadline, "its programs to be attached");
      if (record instanceof ProbeRecord.Program program) {
        programs.add(program);
      } else if (record instanceof ProbeRecord.Ready) {
        return;
      } else if (record instanceof ProbeRecord.Failure failure && failure.fatal()) {
        throw new ProbeException("the probe gave up: " + failure.text());
      }
    }
  }

  /**
   * Starts the probe and waits until its programs are attached.
   *
   * @param verify whether system calls are counted too
   * @param timeout how long attaching may take
   */
  public static ProbeProcess start(ProbeBinary binary, boolean verify, Duration timeout)
      throws ProbeException {
    return greet(launch(command(binary, verify), null), timeout);
  }

  /**
   * Starts the probe for one process and waits for nothing; whoever starts it has it greeted, or
   * destroys it.
   *
   * @param budget how much of one processor its programs may take; empty for any
   * @param launcher starts a program; null for {@code ProcessBuilder}
   */
  public static Process launch(
      ProbeBinary binary,
      boolean verify,
      Optional<Double> budget,
      Function<List<String>, Process> launcher)
      throws ProbeException {
    List<String> command = command(binary, verify);
    command.add("--processes=1");
    if (budget.isPresent()) {
      command.add("--budget=" + BigDecimal.valueOf(100 * budget.get()).toPlainString() + "%");
    }
    return launch(command, launcher);
  }

  private static List<String> command(ProbeBinary binary, boolean verify) {
    List<String> command = new ArrayList<>();
    command.add(binary.path().toString());
    if (verify) {
      command.add("--mode=verify");
    }
    return command;
  }

  private static Process launch(List<String> command, Function<List<String>, Process> launcher)
      throws ProbeException {
    try {
      Process launched = launcher == null ? null : launcher.apply(command);
      if (launched != null) {
        return launched;
      }
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException | IllegalStateException e) {
      throw new ProbeException(
          "the probe could not be started (" + e.getMessage() + "): give probe=PATH", e);
    }
  }

  /** Waits until the programs of a probe that was launched are attached. */
  public static ProbeProcess greet(Process process, Duration timeout) throws ProbeException {
    try {
      return new ProbeProcess(process, timeout);
    } catch (ProbeException e) {
      kill(process);
      throw e;
    }
  }

  public ProbeRecord.Hello hello() {
    return hello;
  }

  /** Every program the probe knows of, attached or missing. */
  public List<ProbeRecord.Program> programs() {
    return List.copyOf(programs);
  }

  /** The probe's process id, for its own CPU time. */
  public long pid() {
    return process.pid();
  }

  /** Begins to count for a process. */
  public void track(ProbeTarget target, Duration timeout) throws ProbeException {
    send(ProbeRequests.track(target));
    Deadline deadline = new Deadline(timeout);
    while (true) {
      ProbeRecord record = next(deadline, "the process to be tracked");
      if (record instanceof ProbeRecord.Tracked tracked && tracked.pid() == target.pid()) {
        if (tracked.error() != 0) {
          throw new ProbeException(
              "the probe may not follow process "
                  + target.pid()
                  + " (errno "
                  + -tracked.error()
                  + (lastFailure.isEmpty() ? ")" : "): " + lastFailure));
        }
        return;
      }
      note(record);
    }
  }

  /** All counts of a tracked process. */
  public KernelSnapshot snapshot(int pid, Duration timeout) throws ProbeException {
    long wanted = ++cookie;
    send(ProbeRequests.snapshot(wanted));
    Deadline deadline = new Deadline(timeout);
    Map<Integer, KernelCounts> lanes = new HashMap<>();
    List<ProbeRecord.Outside> outside = new ArrayList<>();
    List<ProbeRecord.SystemCall> systemCalls = new ArrayList<>();
    List<ProbeRecord.Eviction> evictions = new ArrayList<>();
    List<ProbeRecord.Residency> residencies = new ArrayList<>();
    List<ProbeRecord.DeviceWrites> devices = new ArrayList<>();
    List<ProbeRecord.Program> costs = new ArrayList<>();
    List<ProbeRecord.Dma> dma = new ArrayList<>();
    ProbeRecord.Cost cost = ProbeRecord.Cost.NONE;
    while (true) {
      ProbeRecord record = next(deadline, "a snapshot");
      if (record instanceof ProbeRecord.Lane lane) {
        if (lane.pid() == pid) {
          lanes.put(lane.lane(), lane.counts());
        }
      } else if (record instanceof ProbeRecord.Latency latency) {
        // After its lane's counts.
        if (latency.pid() == pid && lanes.containsKey(latency.lane())) {
          lanes.put(latency.lane(), lanes.get(latency.lane()).with(latency.histogram()));
        }
      } else if (record instanceof ProbeRecord.Dma device) {
        dma.add(device);
      } else if (record instanceof ProbeRecord.Outside file) {
        if (file.pid() == pid) {
          outside.add(file);
        }
      } else if (record instanceof ProbeRecord.SystemCall call) {
        if (call.pid() == pid) {
          systemCalls.add(call);
        }
      } else if (record instanceof ProbeRecord.Eviction eviction) {
        if (isAbout(eviction, pid)) {
          evictions.add(eviction);
        }
      } else if (record instanceof ProbeRecord.Residency residency) {
        if (residency.pid() == pid) {
          residencies.add(residency);
        }
      } else if (record instanceof ProbeRecord.DeviceWrites device) {
        devices.add(device);
      } else if (record instanceof ProbeRecord.Program program) {
        costs.add(program);
      } else if (record instanceof ProbeRecord.Cost latest) {
        cost = latest;
      } else if (record instanceof ProbeRecord.End end) {
        if (end.cookie() == wanted) {
          return new KernelSnapshot(
              lanes,
              outside,
              systemCalls,
              new CachePressure(evictions, residencies),
              devices,
              costs,
              dma,
              cost,
              end);
        }
        // The rest of an answer that came too late for an earlier request.
        lanes.clear();
        outside.clear();
        systemCalls.clear();
        evictions.clear();
        residencies.clear();
        devices.clear();
        costs.clear();
        dma.clear();
      } else {
        note(record);
      }
    }
  }

  /** What happened to its pages, or for it. */
  private static boolean isAbout(ProbeRecord.Eviction eviction, int pid) {
    boolean byLane =
        eviction.evictor() == ProbeRecord.Evictor.LANE
            || eviction.evictor() == ProbeRecord.Evictor.SHARE;
    return (byLane && eviction.evictorPid() == pid) || eviction.victimPid() == pid;
  }

  /** Ends the probe: the end of its input is its signal to detach. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        closeStreams(process);
        return;
      }
    } catch (IOException e) {
      // It is gone already, or about to be killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill(process);
  }

  private static void closeStreams(Process process) {
    try {
      process.getInputStream().close();
      process.getOutputStream().close();
    } catch (IOException e) {
      // There is nothing more to be done for it.
    }
  }

  /** Returns once it is reaped, which adds what it has read to its parent's account. */
  private static void kill(Process process) {
    process.destroyForcibly();
    try {
      var unused = process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeStreams(process);
  }

  private void note(ProbeRecord record) throws ProbeException {
    if (record instanceof ProbeRecord.Failure failure) {
      lastFailure = failure.text();
      if (failure.fatal()) {
        throw new ProbeException("the probe gave up: " + failure.text());
      }
    }
  }

  private void send(byte[] request) throws ProbeException {
    try {
      process.getOutputStream().write(request);
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private ProbeRecord next(Deadline deadline, String awaited) throws ProbeException {
    if (end != null) {
      throw end;
    }
    output.beginRecord(deadline.nanoTime());
    try {
      ProbeRecord record = records.next();
      if (record != null) {
        return record;
      }
      end = ended(null);
    } catch (PolledInput.LateException e) {
      throw new ProbeException(
          "the probe did not answer within "
              + deadline.timeout().toMillis()
              + " ms (waiting for "
              + awaited
              + ")");
    } catch (PolledInput.StoppedException e) {
      throw new ProbeException(
          "the process ended while the probe was waited for (for " + awaited + ")", e);
    } catch (ProbeException e) {
      end = e;
    } catch (IOException e) {
      end = ended(e);
    }
    throw end;
  }

  private ProbeException ended(Throwable cause) {
    String how = "has ended";
    try {
      if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        int status = process.exitValue();
        // 128 + signal is how the JDK reports a process that a signal ended.
        how = status > 128 ? "was killed by signal " + (status - 128) : "ended with " + status;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new ProbeException(
        "the probe " + how + (lastFailure.isEmpty() ? "" : " after saying: " + lastFailure), cause);
  }

  /** A moment by which an answer must have come. */
  private record Deadline(Duration timeout, long nanoTime) {
    Deadline(Duration timeout) {
      this(timeout, System.nanoTime() + timeout.toNanos());
    }
  }
}
