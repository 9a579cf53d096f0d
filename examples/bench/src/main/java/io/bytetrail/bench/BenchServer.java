package io.bytetrail.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server of {@code examples/}, as {@link ServerBench} starts and loads it.
 *
 * <p>Once it can be asked it prints a line with its address, {@code 127.0.0.1:8080} in it.
 */
interface BenchServer {
  /** What the results are filed under: {@code tomcat}. */
  String name();

  /** Writes what it serves below this folder. Called for each JDK, before it is started first. */
  void prepare(Jdk jdk, Path folder) throws IOException, InterruptedException;

  /** What follows {@code java} and a watcher's options: the jar and its arguments. */
  List<String> arguments(Jdk jdk, Path folder);

  /** What is asked of it, in this order, by the name of the row: {@code 64 KiB}. */
  Map<String, Load> loads(Jdk jdk, Path folder, int port);

  /** Asks as much as it can get. */
  interface Load extends Closeable {
    /** Loads the server for about so long. */
    Work run(int seconds) throws IOException, InterruptedException;

    @Override
    default void close() throws IOException {}
  }

  /**
   * What a server has done.
   *
   * @param perSecond in any unit
   * @param bytes that it has sent, but for heads
   */
  record Work(double perSecond, long bytes) {}
}
