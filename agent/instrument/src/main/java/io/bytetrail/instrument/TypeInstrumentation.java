package io.bytetrail.instrument;

/** What is woven into one type, of the JDK or of a library. */
interface TypeInstrumentation {
  /** The type's name, such as {@code java.io.FileInputStream}. */
  String type();

  /** Says which methods get which advice; called each time the type is woven. */
  void transform(Weaver weaver);
}
