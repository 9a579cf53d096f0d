package io.bytetrail.collector.path;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted where, from {@code mountinfo}, read again now and then. Not thread-safe. */
final class Mounts {
  private static final int MINOR_BITS = 20;
  private static final long LIVE_NANOS = 30_000_000_000L;
  private static final int MOST_LAYERS = 8;

  /** One line of {@code mountinfo}. */
  private record Mount(int device, String point, String type, String source, String options) {}

  private final Path root;
  private List<Mount> mounts = List.of();
  private long read;

  /**
   * Of one machine.
   *
   * @param root holds {@code proc} and {@code sys}
   */
  Mounts(Path root) {
    this.root = root;
  }

  /** The filesystem with this device number, or else the one that holds this path. */
  Filesystem of(int device, String path) {
    Mount named = holding(path);
    String over = named != null && named.type.equals("overlay") ? "overlay" : "";
    Mount mount = numbered(device);
    if (mount == null || mount.type.equals("overlay")) {
      mount = below(named, path, MOST_LAYERS);
    }
    return mount == null ? Filesystem.NONE : new Filesystem(mount.type, number(mount), over);
  }

  private Mount numbered(int device) {
    for (Mount mount : device == 0 ? List.<Mount>of() : mounts()) {
      if (mount.device == device) {
        return mount;
      }
    }
    return null;
  }

  /** The mount that holds the layer of an overlay in which the file is; the last one on top. */
  private Mount below(Mount mount, String path, int left) {
    if (mount == null || !mount.type.equals("overlay") || left == 0) {
      return mount;
    }
    String inside = path.substring(Math.min(path.length(), mount.point.length()));
    for (String layer : layers(mount.options)) {
      if (Files.exists(root.resolve(("." + layer + "/" + inside)).normalize())) {
        Mount lower = holding(layer);
        return mount.equals(lower) ? mount : below(lower, layer + "/" + inside, left - 1);
      }
    }
    return mount;
  }

  /** Topmost first: {@code upperdir=/u,lowerdir=/l1:/l2}. */
  private static List<String> layers(String options) {
    List<String> layers = new ArrayList<>();
    for (String option : options.split(",", -1)) {
      if (option.startsWith("upperdir=")) {
        layers.add(0, option.substring("upperdir=".length()));
      } else if (option.startsWith("lowerdir=")) {
        layers.addAll(List.of(option.substring("lowerdir=".length()).split(":", -1)));
      } else if (option.startsWith("lowerdir+=")) {
        layers.add(option.substring("lowerdir+=".length()));
      }
    }
    return layers;
  }

  private Mount holding(String path) {
    Mount best = null;
    for (Mount mount : mounts()) {
      if (isBelow(path, mount.point)
          && (best == null || mount.point.length() >= best.point.length())) {
        best = mount;
      }
    }
    return best;
  }

  private static boolean isBelow(String path, String directory) {
    return path.startsWith(directory)
        && (directory.endsWith("/")
            || path.length() == directory.length()
            || path.charAt(directory.length()) == '/');
  }

  /** A filesystem with a number of its own making, as btrfs has, names the device as its source. */
  private int number(Mount mount) {
    if (mount.device >>> MINOR_BITS != 0 || !mount.source.startsWith("/dev/")) {
      return mount.device;
    }
    String name = Links.nameOf(root.resolve("." + mount.source).normalize());
    if (name.isEmpty()) {
      name = mount.source.substring(mount.source.lastIndexOf('/') + 1);
    }
    int found = number(Links.firstLine(root.resolve("sys/class/block").resolve(name + "/dev")));
    return found == 0 ? mount.device : found;
  }

  private List<Mount> mounts() {
    long now = System.nanoTime();
    if (mounts.isEmpty() || now - read > LIVE_NANOS) {
      mounts = readAll();
      read = now;
    }
    return mounts;
  }

  /** Lines look so: {@code 27 1 254:0 / /var rw,relatime shared:1 - ext4 /dev/vda rw}. */
  private List<Mount> readAll() {
    List<Mount> all = new ArrayList<>();
    for (String line : Links.lines(root.resolve("proc/self/mountinfo"))) {
      String[] fields = line.split(" ", -1);
      int dash = List.of(fields).indexOf("-");
      if (fields.length > 4 && dash > 4 && dash + 1 < fields.length) {
        all.add(
            new Mount(
                number(fields[2]),
                plain(fields[4]),
                fields[dash + 1],
                dash + 2 < fields.length ? plain(fields[dash + 2]) : "",
                dash + 3 < fields.length ? plain(fields[dash + 3]) : ""));
      }
    }
    return all;
  }

  private static String plain(String escaped) {
    return escaped.replace("\\040", " ");
  }

  static int number(String majorAndMinor) {
    try {
      int colon = majorAndMinor.indexOf(':');
      return Integer.parseInt(majorAndMinor.substring(0, colon)) << MINOR_BITS
          | Integer.parseInt(majorAndMinor.substring(colon + 1));
    } catch (RuntimeException e) {
      return 0;
    }
  }
}
