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

  private final Path root;
  private final Map<Integer, BlockDevice> blockDevices = new HashMap<>();
  private final NetDevices netDevices;
  private final Mounts mounts;

  public Devices() {
    this(Path.of("/"));
  }

  /** For tests: {@code proc} and {@code sys} are below this directory. */
  Devices(Path root) {
    this.root = root;
    this.netDevices = new NetDevices(root);
    this.mounts = new Mounts(root);
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
    return netDevices.of(index, namespace);
  }

  /** The filesystem with this device number, or else the one that holds this path. */
  Filesystem filesystem(int device, String path) {
    return mounts.of(device, path);
  }

  private BlockDevice readBlock(int number) {
    Path link =
        root.resolve("sys/dev/block/" + (number >>> MINOR_BITS) + ":" + (number & MINOR_MASK));
    try {
      Path device = link.toRealPath();
      Path disk = wholeDisk(device);
      List<Path> below = new ArrayList<>();
      comeDown(disk, new HashSet<>(), below);
      return new BlockDevice(
          device.getFileName().toString(),
          classOf(below),
          driver(disk),
          names(below, disk),
          ancestors(below));
    } catch (IOException e) {
      return BlockDevice.NONE; // tmpfs, overlayfs and the like: no block device under this number
    }
  }

  private static Path wholeDisk(Path device) {
    return Files.exists(device.resolve("partition")) ? device.getParent() : device;
  }

  /** The disks that a stacked device (dm, md) stands on; a disk that is not stacked is its own. */
  private static void comeDown(Path disk, Set<Path> seen, List<Path> below) {
    if (!seen.add(disk)) {
      return;
    }
    List<Path> slaves = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(disk.resolve("slaves"))) {
      for (Path slave : all) {
        slaves.add(wholeDisk(slave.toRealPath()));
      }
    } catch (IOException e) {
      // No such directory: nothing below.
    }
    if (slaves.isEmpty()) {
      below.add(disk);
    }
    for (Path slave : slaves) {
      comeDown(slave, seen, below);
    }
  }

  /** Of several disks, when they are of one class. */
  private static DeviceClass classOf(List<Path> disks) {
    Set<DeviceClass> classes = new HashSet<>();
    for (Path disk : disks) {
      classes.add(DeviceClass.of(driver(disk), disk.getFileName().toString()));
    }
    return classes.size() == 1 ? classes.iterator().next() : DeviceClass.UNKNOWN;
  }

  /** That of the disk or of its controller; virtual disks are told by their names. */
  private static String driver(Path disk) {
    String own = Links.nameOf(disk.resolve("device/driver"));
    String controller = Links.nameOf(disk.resolve("device/device/driver"));
    if (!own.isEmpty() || !controller.isEmpty()) {
      return own.isEmpty() ? controller : own;
    }
    String name = disk.getFileName().toString();
    String family = name.replaceAll("[-0-9].*", "");
    return switch (family) {
      case "loop", "zram", "md" -> family;
      case "ram" -> "brd";
      case "dm" -> "device-mapper";
      default -> "";
    };
  }

  private static List<String> names(List<Path> disks, Path itself) {
    return disks.stream()
        .filter(disk -> !disk.equals(itself))
        .map(disk -> disk.getFileName().toString())
        .sorted()
        .toList();
  }

  private static Set<String> ancestors(List<Path> disks) {
    Set<String> names = new HashSet<>();
    for (Path disk : disks) {
      for (Path each = disk.getParent();
          each != null && each.getFileName() != null && !each.endsWith("devices");
          each = each.getParent()) {
        names.add(each.getFileName().toString());
      }
    }
    return Set.copyOf(names);
  }
}
