package io.bytetrail.collector.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches the transfers of several JVMs at once; those that end are let go, and others can join.
 * For one thread, but for {@link #close}, which a shutdown hook may call.
 */
public final class Watch implements AutoCloseable {
  private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);

  private final List<WatchedJvm> jvms = new ArrayList<>(); // guarded by this
  private final Set<Path> refused = new HashSet<>();
  private long lost;
  private long requested = System.nanoTime();

  /**
   * Watches the JVM with this ledger too, if it is not watched already.
   *
   * @throws IOException when the ledger cannot be read, or its directory not be written to
   */
  public synchronized void add(Path ledger) throws IOException {
    for (WatchedJvm jvm : jvms) {
      if (jvm.ledger().equals(ledger)) {
        return;
      }
    }
    WatchedJvm jvm = new WatchedJvm(ledger);
    if (jvm.hasEnded()) {
      jvm.close();
      throw new IOException("process " + jvm.pid() + " has ended: there is nothing to watch");
    }
    jvms.add(jvm);
  }

  /** The same for one that nobody named: whatever is wrong with it, it is passed over. */
  public synchronized void addIfPossible(Path ledger) {
    if (!refused.contains(ledger)) {
      try {
        add(ledger);
      } catch (IOException e) {
        refused.add(ledger);
      }
    }
  }

  /** The process ids of the JVMs whose agents have not begun to tell of transfers yet. */
  public synchronized List<Integer> silent() {
    return jvms.stream().filter(jvm -> !jvm.isTelling()).map(WatchedJvm::pid).toList();
  }

  public synchronized int size() {
    return jvms.size();
  }

  /** How many transfers went by unread, because there were too many at once. */
  public synchronized long lost() {
    return lost + jvms.stream().mapToLong(WatchedJvm::lost).sum();
  }

  /** Hands over what is over since the last time. */
  public synchronized void poll(Consumer<Transferred> watcher) throws IOException {
    boolean again = System.nanoTime() - requested > BETWEEN_REQUESTS.toNanos();
    if (again) {
      requested = System.nanoTime();
    }
    for (Iterator<WatchedJvm> i = jvms.iterator(); i.hasNext(); ) {
      WatchedJvm jvm = i.next();
      jvm.poll(watcher);
      if (again && jvm.hasEnded()) {
        lost += jvm.lost();
        refused.add(jvm.ledger());
        jvm.close();
        i.remove();
      } else if (again) {
        jvm.request();
      }
    }
  }

  /** Nobody watches any more. */
  @Override
  public synchronized void close() throws IOException {
    for (WatchedJvm jvm : jvms) {
      jvm.close();
    }
    jvms.clear();
  }
}
