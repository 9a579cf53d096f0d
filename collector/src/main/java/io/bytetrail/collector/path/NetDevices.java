package io.bytetrail.collector.path;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The network interfaces of this process's network namespace, from {@code /sys/class/net}. Answers
 * are kept. Not thread-safe.
 */
final class NetDevices {
  private static final int LOOPBACK_INDEX = 1;
  private static final String LOOPBACK_TYPE = "772"; // ARPHRD_LOOPBACK

  private final Path root;
  private final Map<Integer, NetDevice> known = new HashMap<>();

  /**
   * Of one machine.
   *
   * @param root holds {@code proc} and {@code sys}
   */
  NetDevices(Path root) {
    this.root = root;
  }

  /** The interface with this index in the network namespace with this inode. */
  NetDevice of(int index, int namespace) {
    if (index == 0) {
      return NetDevice.NONE;
    }
    if (namespace != 0 && namespace != ownNamespace()) {
      // Another namespace's interfaces are not in our sysfs; only its loopback has a fixed index.
      return nameless(index);
    }
    return known.computeIfAbsent(index, this::read);
  }

  private static NetDevice nameless(int index) {
    return index == LOOPBACK_INDEX
        ? new NetDevice("lo", NetDevice.Kind.LOOPBACK)
        : new NetDevice("if" + index, NetDevice.Kind.UNKNOWN);
  }

  private NetDevice read(int index) {
    Path device = withIndex(String.valueOf(index));
    if (device == null) {
      return nameless(index);
    }
    return new NetDevice(
        device.getFileName().toString(),
        kind(device),
        Links.nameOf(device.resolve("device/driver")),
        bridge(device));
  }

  /** Null when there is none, or no sysfs. */
  private Path withIndex(String index) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("sys/class/net"))) {
      for (Path each : all) {
        if (Links.firstLine(each.resolve("ifindex")).equals(index)) {
          return each;
        }
      }
    } catch (IOException e) {
      return null;
    }
    return null;
  }

  private static NetDevice.Kind kind(Path device) {
    if (Links.firstLine(device.resolve("type")).equals(LOOPBACK_TYPE)) {
      return NetDevice.Kind.LOOPBACK;
    }
    if (Files.exists(device.resolve("device"))) {
      return NetDevice.Kind.PHYSICAL;
    }
    if (Files.exists(device.resolve("bridge"))) {
      return NetDevice.Kind.BRIDGE;
    }
    return isVeth(device) ? NetDevice.Kind.VETH : NetDevice.Kind.VIRTUAL;
  }

  /** Linked to another interface, as VLANs are too; but those have a type of their own. */
  private static boolean isVeth(Path device) {
    String link = Links.firstLine(device.resolve("iflink"));
    return !link.isEmpty()
        && !link.equals("0")
        && !link.equals(Links.firstLine(device.resolve("ifindex")))
        && !Links.hasLine(device.resolve("uevent"), "DEVTYPE=");
  }

  private String bridge(Path device) {
    String own = Links.nameOf(device.resolve("master"));
    if (!own.isEmpty() || !isVeth(device)) {
      return own;
    }
    Path peer = withIndex(Links.firstLine(device.resolve("iflink")));
    boolean pair =
        peer != null
            && Links.firstLine(peer.resolve("iflink"))
                .equals(Links.firstLine(device.resolve("ifindex")));
    return pair ? Links.nameOf(peer.resolve("master")) : "";
  }

  /** The link reads {@code net:[4026531840]}. */
  private int ownNamespace() {
    try {
      String link = Files.readSymbolicLink(root.resolve("proc/self/ns/net")).toString();
      return Integer.parseUnsignedInt(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
