package io.bytetrail.collector.advice;

import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which ways are open to a route, whatever they cost, and why the others are not. They come before
 * any figure.
 */
final class Constraints {
  private final List<Way> open = new ArrayList<>();
  private final Set<String> reasons = new LinkedHashSet<>();
  private final Route route;
  private final Profile profile;
  private final boolean filesGrow;

  /**
   * Judges every way that was calibrated.
   *
   * @param filesGrow whether the service itself writes files of the same filesystem to the end
   */
  Constraints(Route route, Profile profile, RouteFacts facts, boolean filesGrow) {
    this.route = route;
    this.profile = profile;
    this.filesGrow = filesGrow;
    for (Way way : facts.egress() == Egress.FILE ? Way.TO_FILE : Way.TO_SOCKET) {
      String reason = reason(way.technique());
      if (reason.isEmpty()) {
        open.add(way);
      } else if (!way.technique().equals(facts.way().technique())) {
        reasons.add(way.strategy() + ": " + reason);
      }
    }
  }

  /** The ways that are open. */
  List<Way> open() {
    return open;
  }

  /** Why others are not, a sentence each. */
  List<String> reasons() {
    return List.copyOf(reasons);
  }

  private String reason(Technique technique) {
    String transformed = route.lineage().transformed();
    return switch (technique) {
      case STREAM, HEAP, DIRECT_BUFFER -> "";
      case SENDFILE ->
          !transformed.isEmpty()
              ? changed(transformed)
              : route.strategy().equals("sendfile-copied")
                  ? "it was asked for and not obtained: " + route.lineage().zeroCopyRefused()
                  : "";
      case COPY_FILE_RANGE -> transformed.isEmpty() ? "" : changed(transformed);
      case MMAP ->
          !transformed.isEmpty()
              ? changed(transformed)
              : filesGrow
                  ? "the service writes such files too, and a mapping of one that is cut short"
                      + " fails in the middle of a write"
                  : "";
      case DIRECT_IO, DIRECT_ASYNC ->
          !transformed.isEmpty()
              ? changed(transformed)
              : profile.storage().hasDirectIo()
                  ? ""
                  : route.filesystem() + " does not read past the page cache";
    };
  }

  private static String changed(String transformed) {
    return switch (transformed) {
      case "tls" -> "the bytes are encrypted between read and write";
      case "deflate" -> "the bytes are compressed between read and write";
      case "inflate" -> "the bytes are uncompressed between read and write";
      default -> "the bytes are changed between read and write (" + transformed + ")";
    };
  }
}
