package io.bytetrail.bench;

/** An agent that does nothing: what any costs. */
final class EmptyAgent {
  private EmptyAgent() {}

  public static void premain(String arguments) {}
}
