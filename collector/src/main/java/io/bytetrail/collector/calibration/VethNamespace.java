package io.bytetrail.collector.calibration;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace joined to this one by a pair of virtual devices; gone, with the devices, when
 * it is closed. Needs root and {@code ip}.
 */
public final class VethNamespace implements AutoCloseable {
  private final String id = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
  private final String namespace = "bytetrail-" + id;
  private final String here = "bth" + id;
  private final String there = "btt" + id;
  private final String network = "10.214." + ProcessHandle.current().pid() % 250;

  /**
   * Makes both.
   *
   * @throws IOException when this process may not; the message is what {@code ip} said
   */
  public VethNamespace() throws IOException, InterruptedException {
    try {
      run("ip", "netns", "add", namespace);
      run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace);
      run("ip", "address", "add", network + ".1/30", "dev", here);
      run("ip", "link", "set", here, "up");
      inside("ip", "address", "add", network + ".2/30", "dev", there);
      inside("ip", "link", "set", there, "up");
      inside("ip", "link", "set", "lo", "up");
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** The address on this side. */
  public InetAddress address() throws IOException {
    return InetAddress.getByName(network + ".1");
  }

  /** The address inside. */
  public InetAddress inside() throws IOException {
    return InetAddress.getByName(network + ".2");
  }

  /** What goes before a command that is to run inside. */
  public List<String> prefix() {
    return List.of("ip", "netns", "exec", namespace);
  }

  private void inside(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(prefix());
    all.addAll(List.of(command));
    run(all.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  @Override
  public void close() throws IOException {
    // A namespace takes its devices with it, and they their peers, but later.
    runAnyway("ip", "link", "delete", here);
    runAnyway("ip", "netns", "delete", namespace);
  }

  private static void runAnyway(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
  }
}
