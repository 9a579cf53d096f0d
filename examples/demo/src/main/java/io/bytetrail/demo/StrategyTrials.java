package io.bytetrail.demo;

import com.example.fileserver.LoadClient;
import io.bytetrail.demo.CopyStrategy.Cache;
import io.bytetrail.ledger.SizeClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Runs phases against the server and reads off its report what each one cost. */
final class StrategyTrials {
  /** A phase whose figures cannot be told; the message says why. */
  static final class UnmeasuredException extends Exception {
    UnmeasuredException(String message) {
      super(message);
    }
  }

  /** Longer than a report counts as fresh, so that each poll is a report of its own. */
  private static final long POLL_MILLIS = 60;

  private static final int MOST_POLLS = 100;
  private static final int MOST_DROPS = 5;
  private static final int MOST_ATTEMPTS = 3;

  private final DiskFiles files;
  private final ServerProcess server;
  private final boolean quick;
  private final Map<String, Long> checksums = new TreeMap<>();

  StrategyTrials(DiskFiles files, ServerProcess server, boolean quick) {
    this.files = files;
    this.server = server;
    this.quick = quick;
  }

  /** Makes the files, and lets each strategy serve one of another size class once. */
  void prepare() throws IOException, InterruptedException {
    for (long size : Phase.SIZES) {
      for (String name : names(size)) {
        checksums.put(name, files.make(name, size));
      }
    }
    checksums.put("first", files.make("first", 1));
    for (CopyStrategy strategy : CopyStrategy.values()) {
      fetch(strategy, List.of("first"), 1);
    }
  }

  /**
   * Measures a phase. One that was to be hot is done again when the process had to fetch from the
   * device, by {@code /proc}'s word: somebody else's need of memory had evicted pages.
   */
  Row measure(Phase phase) throws IOException, InterruptedException, UnmeasuredException {
    List<String> names = names(phase.sizeBytes());
    boolean hot = phase.cache() == Cache.HOT && phase.strategy() != CopyStrategy.DIRECT_IO;
    for (int attempt = 1; ; attempt++) {
      if (phase.cache() == Cache.COLD) {
        chill(names);
      } else {
        files.warm(names);
      }
      Counts before = counts(phase);
      long readBefore = server.deviceReadBytes();
      fetch(phase.strategy(), names, phase.passes());
      Counts counts = settled(phase, before);
      long read = readBefore < 0 ? -1 : server.deviceReadBytes() - readBefore;
      if (!hot || read <= 0 || attempt == MOST_ATTEMPTS) {
        return Row.of(phase, counts, read);
      }
    }
  }

  private void chill(List<String> names)
      throws IOException, InterruptedException, UnmeasuredException {
    OptionalLong resident = OptionalLong.empty();
    for (int i = 0; i < MOST_DROPS; i++) {
      files.drop(names);
      resident = files.resident(names);
      if (resident.isEmpty() || resident.getAsLong() == 0) {
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
    if (!files.isInMemory()) {
      throw new UnmeasuredException(
          resident.getAsLong() + " bytes stay in the page cache, so nothing is cold");
    }
  }

  private void fetch(CopyStrategy strategy, List<String> names, int passes)
      throws IOException, InterruptedException {
    List<String> paths = new ArrayList<>();
    names.forEach(name -> paths.add("/" + strategy.label() + "/" + name));
    LoadClient.Result result =
        LoadClient.run(new LoadClient.Load(server.port(), paths, 1, passes, 0, true));
    for (Map.Entry<String, Long> sum : result.checksums().entrySet()) {
      String name = sum.getKey().substring(sum.getKey().lastIndexOf('/') + 1);
      if (!sum.getValue().equals(checksums.get(name))) {
        throw new IOException(sum.getKey() + " is not the file that was written");
      }
    }
  }

  /** What the phase added, once all its bytes are counted and nothing moves any more. */
  private Counts settled(Phase phase, Counts before)
      throws IOException, InterruptedException, UnmeasuredException {
    long expected = phase.sizeBytes() * phase.passes();
    Counts last = null;
    for (int i = 0; i < MOST_POLLS; i++) {
      Counts now = counts(phase).minus(before);
      if (now.fileBytes() >= expected && now.equals(last)) {
        if (now.fileBytes() > expected) {
          break;
        }
        return now;
      }
      last = now;
      Thread.sleep(POLL_MILLIS);
    }
    throw new UnmeasuredException(
        "%,d bytes served, but %,d counted".formatted(expected, last.fileBytes()));
  }

  private Counts counts(Phase phase) throws IOException, InterruptedException {
    return Counts.of(
        server.report(),
        phase.strategy().sitePrefix(),
        SizeClass.ofBytes(phase.sizeBytes()).label());
  }

  private List<String> names(long size) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= Phase.filesOf(size, quick); i++) {
      names.add(StrategyTable.size(size).replace(" ", "") + "-" + i);
    }
    return names;
  }
}
