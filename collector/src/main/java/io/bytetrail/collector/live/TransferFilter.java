package io.bytetrail.collector.live;

import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which transfers are shown.
 *
 * @param site found in the site or the frame it went through; null for any
 * @param file matched by the whole path, or by its last component; null for any
 * @param leastBytes moved
 * @param leastTime from the first call to the last
 */
public record TransferFilter(Pattern site, PathMatcher file, long leastBytes, Duration leastTime)
    implements Predicate<Transferred> {
  @Override
  public boolean test(Transferred transfer) {
    return transfer.entry().bytes() >= leastBytes
        && transfer.entry().nanos() >= leastTime.toNanos()
        && (site == null
            || site.matcher(transfer.site()).find()
            || site.matcher(transfer.via()).find())
        && (file == null || matches(transfer.file()));
  }

  private boolean matches(String name) {
    if (name.isEmpty()) {
      return false;
    }
    Path path = Path.of(name);
    return file.matches(path) || (path.getFileName() != null && file.matches(path.getFileName()));
  }
}
