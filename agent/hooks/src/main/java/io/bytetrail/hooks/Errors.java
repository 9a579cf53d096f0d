package io.bytetrail.hooks;

/** An error in one line. */
final class Errors {
  private Errors() {}

  static String describe(Throwable error) {
    StackTraceElement[] frames = error.getStackTrace();
    return error + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
