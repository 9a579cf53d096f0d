package io.bytetrail.collector.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code /proc} and {@code /sys} with a virtio disk, loop and stacked devices, two interfaces.
 */
final class FakeMachine {
  private FakeMachine() {}

  static void in(Path root) throws IOException {
    write(
        root.resolve("proc/self/mountinfo"),
        """
        22 27 0:21 / /proc rw - proc proc rw
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
        28 27 0:31 / /dev/shm rw - tmpfs tmpfs rw
        29 27 7:0 / /mnt/with\\040space rw shared:1 - xfs /dev/loop0 rw
        30 27 0:40 / /merged rw - overlay overlay rw,lowerdir=/dev/shm/low,upperdir=/mnt/with\\040space/up
        31 27 0:99 / /pool rw - btrfs /dev/loop0 rw
        a line of rubbish
        """);
    Files.createDirectories(root.resolve("proc/self/ns"));
    Files.createSymbolicLink(root.resolve("proc/self/ns/net"), Path.of("net:[4026531840]"));
    Path vda = root.resolve("sys/devices/pci0/virtio1/block/vda");
    write(vda.resolve("vda1/partition"), "1\n");
    Path loop = root.resolve("sys/devices/virtual/block/loop0");
    Files.createDirectories(loop);
    Path mapper = root.resolve("sys/devices/virtual/block/dm-0");
    Files.createDirectories(mapper.resolve("slaves"));
    Files.createSymbolicLink(mapper.resolve("slaves/vda1"), vda.resolve("vda1"));
    Path strange = root.resolve("sys/devices/virtual/block/strange0");
    Files.createDirectories(strange);
    link(root, "254:0", vda);
    link(root, "254:1", vda.resolve("vda1"));
    link(root, "7:0", loop);
    link(root, "253:0", mapper);
    link(root, "300:0", strange);
    Path other = root.resolve("sys/devices/pci0/0000:00:1f.2/strange/block/other");
    Files.createDirectories(other);
    link(root, "300:1", other);
    driver(vda, "virtio_blk");
    write(root.resolve("sys/class/block/loop0/dev"), "7:0\n");
    write(root.resolve("mnt/with space/up/up"), "");
    write(root.resolve("dev/shm/low/low"), "");
    write(root.resolve("sys/class/net/lo/ifindex"), "1\n");
    write(root.resolve("sys/class/net/lo/type"), "772\n");
    write(root.resolve("sys/class/net/eth0/ifindex"), "2\n");
    write(root.resolve("sys/class/net/eth0/type"), "1\n");
    driver(root.resolve("sys/class/net/eth0"), "virtio_net");
    write(root.resolve("sys/class/net/veth7/ifindex"), "3\n");
    write(root.resolve("sys/class/net/veth7/type"), "1\n");
    pair(root, "veth8", 4, 5);
    pair(root, "veth9", 5, 4);
    write(root.resolve("sys/class/net/docker0/ifindex"), "6\n");
    Files.createDirectories(root.resolve("sys/class/net/docker0/bridge"));
    Files.createSymbolicLink(
        root.resolve("sys/class/net/veth9/master"), root.resolve("sys/class/net/docker0"));
  }

  private static void pair(Path root, String name, int index, int other) throws IOException {
    Path device = root.resolve("sys/class/net").resolve(name);
    write(device.resolve("ifindex"), index + "\n");
    write(device.resolve("iflink"), other + "\n");
    write(device.resolve("type"), "1\n");
  }

  private static void driver(Path device, String name) throws IOException {
    Path driver = device.resolve("../drivers-of-" + device.getFileName()).resolve(name).normalize();
    Files.createDirectories(driver);
    Files.createDirectories(device.resolve("device"));
    Files.createSymbolicLink(device.resolve("device/driver"), driver);
  }

  private static void link(Path root, String number, Path device) throws IOException {
    Path link = root.resolve("sys/dev/block").resolve(number);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, device);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
