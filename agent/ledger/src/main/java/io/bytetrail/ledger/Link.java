package io.bytetrail.ledger;

/**
 * How a lane is joined to its upstream: the {@code link} byte of a lane's row.
 *
 * <pre>
 *   7   6  5         4           3       2       1       0
 *  +-----+-------+-----------+-------+-------+-----+--------+
 *  |zero |wrapped|not offered|inflate|deflate| tls |inferred|
 *  +-----+-------+-----------+-------+-------+-----+--------+
 * </pre>
 *
 * A lane without bits, or without an upstream, is one that the identity of the buffer shows. Bits
 * of transformations add up: a page that is compressed and then encrypted has two.
 *
 * <p>A lane that reads a file has one of bits 4 and 5 when a framework wished to send that file
 * without copies and could not: its connector does not offer it, or a wrapper around the request or
 * the response has to see the bytes.
 */
public final class Link {
  /** By the buffer: it holds what the upstream lane has put there. */
  public static final int IDENTITY = 0;

  /** Guessed, by what is written being like what was read. */
  public static final int INFERRED = 1;

  public static final int TLS = 1 << 1;
  public static final int DEFLATE = 1 << 2;
  public static final int INFLATE = 1 << 3;

  public static final int NOT_OFFERED = 1 << 4;
  public static final int WRAPPED = 1 << 5;

  /** How many ways to be refused there are, not at all included. */
  public static final int REFUSALS = 3;

  /** Every link of a lane with an upstream is below this. */
  public static final int LINKS = 1 << 4;

  private static final int TRANSFORMED = TLS | DEFLATE | INFLATE;

  private Link() {}

  /** Below {@link #REFUSALS}; 0 for a lane that was refused nothing. */
  public static int refusalIndex(int link) {
    return (link & (NOT_OFFERED | WRAPPED)) >> 4;
  }

  public static boolean isInferred(int link) {
    return (link & INFERRED) != 0;
  }

  public static boolean isTransformed(int link) {
    return (link & TRANSFORMED) != 0;
  }

  /** What was done to the bytes: {@code tls}, {@code deflate+tls}; empty for nothing. */
  public static String transformation(int link) {
    StringBuilder text = new StringBuilder();
    append(text, link & INFLATE, "inflate");
    append(text, link & DEFLATE, "deflate");
    append(text, link & TLS, "tls");
    return text.toString();
  }

  private static void append(StringBuilder text, int bit, String name) {
    if (bit != 0) {
      text.append(text.isEmpty() ? "" : "+").append(name);
    }
  }
}
