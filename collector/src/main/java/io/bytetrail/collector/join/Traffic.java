package io.bytetrail.collector.join;

/** Java calls and their bytes: how much of the service's work a statement is about. */
public record Traffic(long calls, long bytes) {
  public static final Traffic NONE = new Traffic(0, 0);

  Traffic plus(Traffic more) {
    return new Traffic(calls + more.calls, bytes + more.bytes);
  }

  Traffic minus(Traffic less) {
    return new Traffic(Math.max(0, calls - less.calls), Math.max(0, bytes - less.bytes));
  }
}
