package io.bytetrail.hooks;

/** Which build of bytetrail the boot loader's classes are of, for a start after a removal. */
public final class Build {
  private static String identity;

  private Build() {}

  public static synchronized String identity() {
    return identity;
  }

  public static synchronized void identity(String of) {
    identity = of;
  }
}
