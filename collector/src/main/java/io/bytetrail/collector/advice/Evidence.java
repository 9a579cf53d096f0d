package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a verdict rests on, and whether that is enough. */
final class Evidence {
  private static final double GIB = 1L << 30;
  private static final long ENOUGH_BYTES = 256L << 20;
  private static final long FEWEST = 3;
  private static final long MOST = 30;

  private Evidence() {}

  /**
   * How many more transfers are needed: thirty, or fewer when they are large, 256 MiB but three at
   * least. A fluke of what was in the page cache must not look like a habit.
   */
  static long transfersNeeded(Route route) {
    long seen = route.transfers();
    double size = seen == 0 ? 0 : (double) route.fileBytes() / seen;
    long wanted =
        size < 1 ? MOST : (long) Math.max(FEWEST, Math.min(MOST, Math.ceil(ENOUGH_BYTES / size)));
    return Math.max(0, wanted - seen);
  }

  static List<String> basis(Route route, RouteFacts facts, double pollution, Profile profile) {
    List<String> basis = new ArrayList<>();
    basis.add(
        String.format(
            Locale.ROOT,
            "calibrated %s with JDK %s on %s; a situation is predicted from the others to %.0f %%",
            profile.created(),
            profile.host().jdk(),
            profile.storage().filesystem()
                + (profile.storage().device().isEmpty()
                    ? ""
                    : " (" + profile.storage().device() + ")"),
            100 * profile.error().predicted()));
    basis.add(
        String.format(
            Locale.ROOT,
            "seen in %d transfers of %s, by %s",
            route.transfers(),
            size(facts.size()),
            facts.way().words()));
    EvidenceKind cache = route.evidence().cache();
    basis.add(
        facts.residencyKnown()
            ? String.format(
                Locale.ROOT,
                "%.0f %% of the bytes were in the page cache (%s)",
                100 * facts.hitShare(),
                cache.name().toLowerCase(Locale.ROOT))
            : "what the page cache holds, or would, is not known: judged as hot and as cold");
    if (pollution > 0) {
      basis.add(
          String.format(
              Locale.ROOT,
              "its pages took the place of others', which read %.1f %% as many bytes again"
                  + " (kernel)",
              100 * pollution));
    }
    if (!route.netdev().isEmpty() && !route.netdev().equals("lo")) {
      basis.add(
          "what the device " + route.netdev() + " itself costs is the same for all and not in it");
    }
    return basis;
  }

  /** {@code 1.5 MiB}. */
  static String size(double bytes) {
    if (bytes >= GIB) {
      return String.format(Locale.ROOT, "%.3g GiB", bytes / GIB);
    }
    return bytes >= 1 << 20
        ? String.format(Locale.ROOT, "%.3g MiB", bytes / (1 << 20))
        : String.format(Locale.ROOT, "%.3g KiB", bytes / (1 << 10));
  }
}
