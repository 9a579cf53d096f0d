package io.bytetrail.demo;

import java.util.EnumSet;
import java.util.Set;

/** Why a row of the strategy table differs from the textbook. */
enum Disagreement {
  NO_NIC(
      "+",
      """
      NIC: the textbook's last DMA copy, from the socket buffer to the NIC, does not happen here, for
         loopback has none. The receiver copies the bytes out of the socket, in the client's process."""),
  JVM_COPIES(
      "j",
      """
      the textbook's program is in C. A Java array is in the heap, where the kernel may not write: the
         JDK copies each byte between heap and native memory, on the way in and on the way out."""),
  COPY_FILE_RANGE(
      "r",
      """
      this JDK's transferTo tries copy_file_range(2) first. A socket refuses it, then sendfile(2) does
         the work: two calls for each transferTo."""),
  CALLS(
      "c",
      """
      the JVM's own calls within a Java call count too, such as futex(2) when it halts its threads; so
         does the further call that a chunk takes when the socket had no room for all of it."""),
  CPU_COPIES(
      "k",
      """
      the kernel copied where the textbook has it pass a reference, or the other way round; the hops
         of the report below say where."""),
  DEVICE(
      "d",
      """
      not what the page cache should have made of it: a hot file was evicted, a cold one was partly
         there, or the device moves its bytes by CPU.""");

  private static final int FIRST_WITH_COPY_FILE_RANGE = 21;
  private static final double TOLERANCE = 0.005;

  private final String mark;
  private final String text;

  Disagreement(String mark, String text) {
    this.mark = mark;
    this.text = text;
  }

  String mark() {
    return mark;
  }

  String text() {
    return text;
  }

  /** The reasons that apply to a row measured on this version of Java. */
  static Set<Disagreement> of(Row row, int javaFeature) {
    Set<Disagreement> found = EnumSet.of(NO_NIC);
    if (row.jvmCopies() > 0) {
      found.add(JVM_COPIES);
    }
    if (differ(row.systemCalls(), row.textbook().systemCalls())) {
      found.add(whyCallsDiffer(row, javaFeature));
    }
    if (differ(row.cpuCopies(), row.textbook().cpuCopies())) {
      found.add(CPU_COPIES);
    }
    if (differ(row.dmaCopies(), row.textbookDeviceCopies())) {
      found.add(DEVICE);
    }
    return found;
  }

  private static Disagreement whyCallsDiffer(Row row, int javaFeature) {
    boolean refused =
        javaFeature >= FIRST_WITH_COPY_FILE_RANGE && row.strategy().equals("sendfile");
    return refused ? COPY_FILE_RANGE : CALLS;
  }

  private static boolean differ(double measured, double textbook) {
    return Math.abs(measured - textbook) > TOLERANCE;
  }
}
