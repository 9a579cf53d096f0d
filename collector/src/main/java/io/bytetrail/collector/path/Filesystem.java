package io.bytetrail.collector.path;

import java.util.Set;

/**
 * A mounted filesystem.
 *
 * @param type {@code ext4}; of a file of an overlay, that of the layer that holds it
 * @param device number of the device it says it is on; 0 when unknown
 * @param over {@code overlay} when the application sees the file through one; else empty
 */
record Filesystem(String type, int device, String over) {
  static final Filesystem NONE = new Filesystem("", 0, "");

  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "devtmpfs", "hugetlbfs");
  private static final Set<String> OVER_A_NETWORK =
      Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "afs", "lustre", "glusterfs");

  /** What stands where others have a block device; empty for those on one, or unknown. */
  String kind() {
    if (IN_MEMORY.contains(type)) {
      return "memory";
    }
    if (OVER_A_NETWORK.contains(type)) {
      return "network";
    }
    return type.equals("virtiofs") || (type.startsWith("fuse") && !type.equals("fuseblk"))
        ? "fuse"
        : "";
  }
}
