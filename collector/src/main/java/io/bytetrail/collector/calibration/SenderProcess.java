package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A {@link Sender} in a process of its own, and its {@link Receiver} in this one. */
final class SenderProcess implements AutoCloseable {
  private static final int START_MILLIS = 30_000;
  private static final double GIB = 1L << 30;

  private final Process process;
  private final Receiver receiver;
  private final ProcessCpu cpu;

  /** One run, for each GiB. */
  record Run(double cpu, double receiverCpu, double wall, double deviceShare, long wallNanos) {}

  /**
   * Starts it.
   *
   * @param java the command that runs this program's command line in another JVM
   * @param prefix what goes before it, to start it elsewhere
   * @param address where this process listens, as the other one reaches it
   */
  SenderProcess(
      List<String> java, List<String> prefix, InetAddress address, Path folder, int connections)
      throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(address, 0));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      List<String> command = new ArrayList<>(prefix);
      command.addAll(java);
      command.addAll(List.of("calibrate-sender", folder.toString(), address.getHostAddress()));
      command.addAll(List.of(Integer.toString(port), Integer.toString(connections)));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // What is set for a service would attach an agent, or change what the JVM does.
      builder
          .environment()
          .keySet()
          .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
      process = builder.start();
      receiver = accept(listener, connections);
    }
    cpu = new ProcessCpu(process.pid());
  }

  private Receiver accept(ServerSocketChannel listener, int connections) throws IOException {
    // A blocking accept knows no time-out: closing the listener ends it.
    Thread watch =
        new Thread(
            () -> {
              try {
                process.onExit().orTimeout(START_MILLIS, TimeUnit.MILLISECONDS).join();
              } catch (CompletionException e) {
                // It is late.
              }
              closeQuietly(listener);
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
    try {
      return new Receiver(listener, connections);
    } catch (ClosedChannelException e) {
      String said = process.isAlive() ? "" : text();
      process.destroyForcibly();
      throw new IOException("the JVM that sends did not start: " + said.strip(), e);
    }
  }

  private static void closeQuietly(ServerSocketChannel listener) {
    try {
      listener.close();
    } catch (IOException e) {
      // Nobody waits at it then.
    }
  }

  private String text() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  long pid() {
    return process.pid();
  }

  /** Makes requests and tells what they cost. */
  Run run(int clients, int count, IntFunction<Request> requests) throws IOException {
    long nanos = cpu.nanos();
    long device = cpu.deviceReadBytes();
    Receiver.Received received = receiver.fetch(clients, count, requests);
    double gib = received.bytes() / GIB;
    return new Run(
        (cpu.nanos() - nanos) / 1e9 / gib,
        received.cpuNanos() / 1e9 / gib,
        received.wallNanos() / 1e9 / gib,
        (double) (cpu.deviceReadBytes() - device) / received.bytes(),
        received.wallNanos());
  }

  @Override
  public void close() throws IOException {
    receiver.close();
    process.destroy();
    try {
      process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly().onExit().join();
    }
  }
}
