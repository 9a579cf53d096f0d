package io.bytetrail.collector.path;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names of devices and filesystems, from {@code /proc} and {@code /sys}. What cannot be learned is
 * empty or {@code UNKNOWN}, never an error. Answers are kept, since they are asked for once a lane
 * and second. Not thread-safe.
 */
public final class Devices {
  private static final int MINOR_BITS = 20;
  private static final int MINOR_MASK = (1 << MINOR_BITS) - 1;
  private static final int LOOPBACK_INDEX = 1;
  private static final String LOOPBACK_TYPE = "772"; // ARPHRD_LOOPBACK
  private static final long MOUNTS_LIVE_NANOS = 30_000_000_000L;

  /** One line of {@code mountinfo}. */
  private record Mount(int device, String point, String type) {}

  /** A filesystem and the block device number it says it is on; 0 when unknown. */
  record Filesystem(String type, int device) {
    static final Filesystem NONE = new Filesystem("", 0);
  }

  private final Path root;
  private final Map<Integer, BlockDevice> blockDevices = new HashMap<>();
  private final Map<Integer, NetDevice> netDevices = new HashMap<>();
  private List<Mount> mounts = List.of();
  private long mountsRead;

  public Devices() {
    this(Path.of("/"));
  }

  /** For tests: {@code proc} and {@code sys} are below this directory. */
  Devices(Path root) {
    this.root = root;
  }

  /** Name of the block device with this number; empty when there is none. */
  public String nameOf(int number) {
    return block(number).name();
  }

  /** Type of the filesystem that holds this path; empty when that is not known. */
  public String filesystemOf(Path path) {
    return filesystem(0, path.toString()).type();
  }

  /** Name of the block device under it; empty when there is none. */
  public String deviceOf(Path path) {
    return nameOf(filesystem(0, path.toString()).device());
  }

  /** The block device with this number, {@code major << 20 | minor}. */
  BlockDevice block(int number) {
    return number == 0 ? BlockDevice.NONE : blockDevices.computeIfAbsent(number, this::readBlock);
  }

  /** The interface with this index in the network namespace with this inode. */
  NetDevice net(int index, int namespace) {
    if (index == 0) {
      return NetDevice.NONE;
    }
    if (namespace != 0 && namespace != ownNetNamespace()) {
      // Another namespace's interfaces are not in our sysfs; only its loopback has a fixed index.
      return index == LOOPBACK_INDEX
          ? new NetDevice("lo", NetDevice.Kind.LOOPBACK)
          : new NetDevice("if" + index, NetDevice.Kind.UNKNOWN);
    }
    return netDevices.computeIfAbsent(index, this::readNet);
  }

  /** The filesystem with this device number, or else the one that holds this path. */
  Filesystem filesystem(int device, String path) {
    List<Mount> known = mounts();
    if (device != 0) {
      for (Mount mount : known) {
        if (mount.device == device) {
          return new Filesystem(mount.type, device);
        }
      }
    }
    Mount best = null;
    for (Mount mount : known) {
      if (isBelow(path, mount.point)
          && (best == null || mount.point.length() >= best.point.length())) {
        best = mount;
      }
    }
    return best == null ? Filesystem.NONE : new Filesystem(best.type, best.device);
  }

  private static boolean isBelow(String path, String directory) {
    return path.startsWith(directory)
        && (directory.endsWith("/")
            || path.length() == directory.length()
            || path.charAt(directory.length()) == '/');
  }

  private List<Mount> mounts() {
    long now = System.nanoTime();
    if (mounts.isEmpty() || now - mountsRead > MOUNTS_LIVE_NANOS) {
      mounts = readMounts();
      mountsRead = now;
    }
    return mounts;
  }

  /** Lines look so: {@code 27 1 254:0 / /var rw,relatime shared:1 - ext4 /dev/vda rw}. */
  private List<Mount> readMounts() {
    List<Mount> read = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/mountinfo"))) {
      String[] fields = line.split(" ", -1);
      int dash = List.of(fields).indexOf("-");
      if (fields.length > 4 && dash > 4 && dash + 1 < fields.length) {
        int device = number(fields[2]);
        String point = fields[4].replace("\\040", " ");
        read.add(new Mount(device, point, fields[dash + 1]));
      }
    }
    return read;
  }

  private BlockDevice readBlock(int number) {
    Path link =
        root.resolve("sys/dev/block/" + (number >>> MINOR_BITS) + ":" + (number & MINOR_MASK));
    try {
      Path device = link.toRealPath();
      String name = device.getFileName().toString();
      boolean partition = Files.exists(device.resolve("partition"));
      Path disk = partition ? device.getParent() : device;
      return new BlockDevice(name, classOf(disk, new HashSet<>()));
    } catch (IOException e) {
      return BlockDevice.NONE; // tmpfs, overlayfs and the like: no block device under this number
    }
  }

  /** Stacked devices (dm, md) are what lies below them, when that is of one kind. */
  private DeviceClass classOf(Path disk, Set<Path> seen) {
    Set<DeviceClass> below = new HashSet<>();
    if (seen.add(disk)) {
      try (DirectoryStream<Path> slaves = Files.newDirectoryStream(disk.resolve("slaves"))) {
        for (Path slave : slaves) {
          Path real = slave.toRealPath();
          below.add(
              classOf(Files.exists(real.resolve("partition")) ? real.getParent() : real, seen));
        }
      } catch (IOException e) {
        // No such directory: nothing below.
      }
    }
    if (below.size() == 1) {
      return below.iterator().next();
    }
    return below.isEmpty()
        ? DeviceClass.ofDisk(disk.getFileName().toString())
        : DeviceClass.UNKNOWN;
  }

  private NetDevice readNet(int index) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("sys/class/net"))) {
      for (Path each : all) {
        if (first(each.resolve("ifindex")).equals(String.valueOf(index))) {
          return new NetDevice(each.getFileName().toString(), kind(each));
        }
      }
    } catch (IOException e) {
      // No sysfs: the index is all there is to say.
    }
    return index == LOOPBACK_INDEX
        ? new NetDevice("lo", NetDevice.Kind.LOOPBACK)
        : new NetDevice("if" + index, NetDevice.Kind.UNKNOWN);
  }

  private static NetDevice.Kind kind(Path device) {
    if (first(device.resolve("type")).equals(LOOPBACK_TYPE)) {
      return NetDevice.Kind.LOOPBACK;
    }
    return Files.exists(device.resolve("device"))
        ? NetDevice.Kind.PHYSICAL
        : NetDevice.Kind.VIRTUAL;
  }

  /** The link reads {@code net:[4026531840]}. */
  private int ownNetNamespace() {
    try {
      String link = Files.readSymbolicLink(root.resolve("proc/self/ns/net")).toString();
      return Integer.parseUnsignedInt(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private static int number(String majorAndMinor) {
    try {
      int colon = majorAndMinor.indexOf(':');
      return Integer.parseInt(majorAndMinor.substring(0, colon)) << MINOR_BITS
          | Integer.parseInt(majorAndMinor.substring(colon + 1));
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private static String first(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? "" : lines.get(0).trim();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
