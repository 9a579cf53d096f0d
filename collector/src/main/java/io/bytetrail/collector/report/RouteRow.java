package io.bytetrail.collector.report;

/**
 * One line of a route's table: a sum, what it is of the file's bytes, what it is each pass, and how
 * it is known.
 *
 * @param label what is told, such as {@code copied in kernel}
 * @param total the sum
 * @param isBytes whether it counts bytes; else it is a mere number
 * @param share how it is compared with the file's bytes
 * @param isPart whether it is a part of the line before it that is none
 * @param evidence how it is known
 * @param note what else there is to say; may be empty
 */
public record RouteRow(
    String label,
    long total,
    boolean isBytes,
    Share share,
    boolean isPart,
    EvidenceKind evidence,
    String note) {
  /** How a sum is compared with the file's bytes. */
  public enum Share {
    NONE,
    TIMES,
    PERCENT,
    /** Not at all: it is no sum but how things are now. */
    STATE
  }

  static RouteRow bytes(String label, long total, EvidenceKind evidence) {
    return new RouteRow(label, total, true, Share.TIMES, false, evidence, "");
  }

  static RouteRow part(String label, long total, EvidenceKind evidence) {
    return new RouteRow(label, total, true, Share.PERCENT, true, evidence, "");
  }

  static RouteRow count(String label, long total, EvidenceKind evidence) {
    return new RouteRow(label, total, false, Share.NONE, false, evidence, "");
  }

  static RouteRow state(String label, long bytes, EvidenceKind evidence) {
    return new RouteRow(label, bytes, true, Share.STATE, false, evidence, "");
  }

  RouteRow withoutShare() {
    return new RouteRow(label, total, isBytes, Share.NONE, isPart, evidence, note);
  }

  RouteRow note(String text) {
    return new RouteRow(label, total, isBytes, share, isPart, evidence, text);
  }

  /** {@code 1.00 GiB}, {@code 262,144}. */
  public String value() {
    return isBytes ? Units.bytes(total) : Units.count(total);
  }

  /** {@code 2.00 ×}, {@code 75.0 %}; empty where that says nothing. */
  public String ofFile(long fileBytes) {
    return switch (total == 0 ? Share.NONE : share) {
      case NONE, STATE -> "";
      case TIMES -> Units.times(total, fileBytes);
      case PERCENT -> Units.percent(total, fileBytes);
    };
  }

  /** {@code 1.00 MiB}, {@code 256}; empty where there was no pass, or a state is told. */
  public String eachPass(long passes) {
    if (passes == 0 || total == 0 || share == Share.STATE) {
      return "";
    }
    return isBytes ? Units.bytes(total / passes) : Units.mean((double) total / passes);
  }
}
