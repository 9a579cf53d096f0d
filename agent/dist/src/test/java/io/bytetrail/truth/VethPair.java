package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * A network namespace of a test's own, joined to this one by a pair of virtual devices; gone, with
 * the devices, when it is closed.
 */
final class VethPair implements AutoCloseable {
  private final String id = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
  private final String namespace = "bytetrail-" + id;
  private final String here = "bth" + id;
  private final String there = "btt" + id;
  private final String network = "10.213." + ProcessHandle.current().pid() % 250;

  /**
   * Makes both.
   *
   * @param scatterGather whether the device on the other side takes data in several pieces
   */
  VethPair(boolean scatterGather) throws IOException, InterruptedException {
    try {
      run("ip", "netns", "add", namespace);
      run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace);
      run("ip", "address", "add", network + ".1/30", "dev", here);
      run("ip", "link", "set", here, "up");
      inside("ip", "address", "add", network + ".2/30", "dev", there);
      inside("ip", "link", "set", there, "up");
      inside("ethtool", "-K", there, "sg", scatterGather ? "on" : "off");
    } catch (IOException | InterruptedException | AssertionError e) {
      close();
      throw e;
    }
  }

  /** Whether this machine lets a test have one. */
  static boolean isPossible() {
    try {
      new VethPair(true).close();
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The address on this side. */
  InetAddress address() throws IOException {
    return InetAddress.getByName(network + ".1");
  }

  /** The device that those inside send through. */
  String device() {
    return there;
  }

  /** What goes before a command that is to run inside. */
  String[] words() {
    return new String[] {"ip", "netns", "exec", namespace};
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

  private void inside(String... command) throws IOException, InterruptedException {
    String[] all = new String[command.length + words().length];
    System.arraycopy(words(), 0, all, 0, words().length);
    System.arraycopy(command, 0, all, words().length, command.length);
    run(all);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}
