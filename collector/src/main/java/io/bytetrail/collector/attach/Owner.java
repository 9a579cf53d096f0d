package io.bytetrail.collector.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The user a JVM runs as: what it can read, and whose the files must be that we make for it. */
record Owner(int uid, int gid) {
  static Owner of(Target target) {
    return new Owner(target.status().uid(), target.status().gid());
  }

  /** Gives it a file that we have made, which only root can and must. */
  void give(Path file) throws IOException {
    if (!isOwner(file)) {
      Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Whether it can read a file, by the permissions of that and of the directories above. */
  boolean canRead(Path file) throws IOException {
    Path real = file.toRealPath();
    if (!allows(real, PosixFilePermission.OWNER_READ, PosixFilePermission.OTHERS_READ)) {
      return false;
    }
    for (Path each = real.getParent(); each != null; each = each.getParent()) {
      if (!allows(each, PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private boolean allows(Path file, PosixFilePermission owner, PosixFilePermission others)
      throws IOException {
    Set<PosixFilePermission> given = Files.getPosixFilePermissions(file);
    return uid == 0 || given.contains(isOwner(file) ? owner : others);
  }

  private boolean isOwner(Path file) throws IOException {
    return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid);
  }
}
