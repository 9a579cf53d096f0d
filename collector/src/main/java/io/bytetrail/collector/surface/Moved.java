package io.bytetrail.collector.surface;

/**
 * What a driver moved, or what was seen of it.
 *
 * @param read bytes that came from a file, socket or pipe; those sent from a mapping too
 * @param written bytes that went to one
 * @param mapped bytes mapped; a JDK may map on the way of a transfer without being asked to
 * @param forced calls that wrote back to the device
 * @param atLeast whether how much was read is up to the JDK, as of an archive's directory
 */
public record Moved(long read, long written, long mapped, long forced, boolean atLeast) {
  static final Moved NOTHING = new Moved(0, 0, 0, 0, false);

  static Moved read(long bytes) {
    return new Moved(bytes, 0, 0, 0, false);
  }

  static Moved written(long bytes) {
    return new Moved(0, bytes, 0, 0, false);
  }

  /** From one to another. */
  static Moved through(long bytes) {
    return new Moved(bytes, bytes, 0, 0, false);
  }

  static Moved mapped(long bytes) {
    return new Moved(0, 0, bytes, 0, false);
  }

  static Moved forced(long calls) {
    return new Moved(0, 0, 0, calls, false);
  }

  static Moved readAtLeast(long bytes) {
    return new Moved(bytes, 0, 0, 0, true);
  }

  Moved and(Moved more) {
    return new Moved(
        read + more.read,
        written + more.written,
        mapped + more.mapped,
        forced + more.forced,
        atLeast || more.atLeast);
  }

  boolean isNothing() {
    return read == 0 && written == 0 && mapped == 0 && forced == 0;
  }

  /** Whether what was seen is what this says was moved, to the byte. */
  boolean isSeenAs(Moved seen) {
    return (atLeast ? seen.read >= read : seen.read == read)
        && seen.written == written
        && (mapped == 0 || seen.mapped == mapped)
        && seen.forced == forced;
  }
}
