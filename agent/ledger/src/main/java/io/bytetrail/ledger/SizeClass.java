package io.bytetrail.ledger;

/**
 * The size of a file as one of thirteen classes: powers of four from 4 KiB to 4 GiB, and one for
 * files that are being written.
 *
 * <p>The {@link #code()} is part of the ledger's layout.
 */
public enum SizeClass {
  /** No file, or one whose size could not be learned. */
  UNKNOWN(0, "unknown"),
  BELOW_4_KIB(1, "0-4KiB"),
  FROM_4_KIB(2, "4KiB-16KiB"),
  FROM_16_KIB(3, "16KiB-64KiB"),
  FROM_64_KIB(4, "64KiB-256KiB"),
  FROM_256_KIB(5, "256KiB-1MiB"),
  FROM_1_MIB(6, "1MiB-4MiB"),
  FROM_4_MIB(7, "4MiB-16MiB"),
  FROM_16_MIB(8, "16MiB-64MiB"),
  FROM_64_MIB(9, "64MiB-256MiB"),
  FROM_256_MIB(10, "256MiB-1GiB"),
  FROM_1_GIB(11, "1GiB-4GiB"),
  FROM_4_GIB(12, "4GiB-"),
  /**
   * A file that was empty when it was opened for writing: its size is what the writing makes it.
   */
  GROWING(13, "growing");

  private static final SizeClass[] VALUES = values();
  private static final int SMALLEST_BOUND_BITS = 12;

  private final int code;
  private final String label;

  SizeClass(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /**
   * The class of a file of this size.
   *
   * @param bytes the size when the file was opened; negative where it is not known
   */
  public static SizeClass ofBytes(long bytes) {
    if (bytes < 0) {
      return UNKNOWN;
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(bytes >> SMALLEST_BOUND_BITS);
    return VALUES[Math.min(BELOW_4_KIB.code + (bits + 1) / 2, FROM_4_GIB.code)];
  }

  /** The class with this code, or {@link #UNKNOWN}. */
  public static SizeClass ofCode(int code) {
    return code >= 0 && code < VALUES.length ? VALUES[code] : UNKNOWN;
  }

  /** The number that stands for this class in the ledger; 0 to 255. */
  public int code() {
    return code;
  }

  /** The class as reports show it: lower bound included, upper excluded. */
  public String label() {
    return label;
  }
}
