package io.bytetrail.bench;

/** What everybody's start-up is measured with. */
final class Hello {
  private Hello() {}

  public static void main(String... arguments) {
    System.out.println("hello, world");
  }
}
