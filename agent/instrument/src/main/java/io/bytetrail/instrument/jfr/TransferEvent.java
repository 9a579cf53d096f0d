package io.bytetrail.instrument.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Unsigned;

/**
 * One transfer, or what has been done of one that goes on.
 *
 * <p>The setting {@code period} is how often closed files are looked for, whose transfers are over.
 */
@Name("bytetrail.Transfer")
@Label("File Transfer")
@Description(
    "One pass over a file by one operation: from its first call to its last. A read and the write"
        + " of what it has read are two events with the same transfer number. Told when the end of"
        + " the file is read, when the next transfer begins, or up to a period after the file is"
        + " closed; the stack trace, if asked for, is of that moment")
@Category("bytetrail")
@Enabled(false)
@Period("1 s")
@StackTrace(false)
@Threshold("0 ns")
final class TransferEvent extends Event {
  @Label("Site")
  @Description("The line of the application that opened the file")
  String site;

  @Label("Via")
  @Description("The framework's line through which it did; empty if it did so itself")
  String via;

  @Label("Strategy")
  @Description("The copy path that was asked for; whether it was obtained is in bytetrail.Lane")
  String strategy;

  @Label("Operations")
  @Description("What filled the buffers, where that is known, and the operation of this transfer")
  String operations;

  @Label("Path")
  @Description("The file as the application named it; empty for a write of bytes read elsewhere")
  String path;

  @Label("Size Class")
  @Description("The size of the file when it was opened: lower bound included, upper excluded")
  String sizeClass;

  @Label("Target")
  @Description("Where the bytes went: socket, file or memory")
  String target;

  @Label("Bytes")
  @Description("Bytes moved by all calls")
  @DataAmount
  long bytes;

  @Label("JVM Copied")
  @Description("Bytes that the JDK copied between the Java heap and native memory on the way")
  @DataAmount
  long jvmCopiedBytes;

  @Label("Calls")
  @Description("Calls of the operation, failed ones included")
  @Unsigned
  long calls;

  @Label("Errors")
  @Description("Calls that ended in an exception")
  @Unsigned
  long errors;

  @Label("Transfer Number")
  @Description("The same for a read and the write of what it has read")
  @TransferNumber
  @Unsigned
  int transfer;

  @Label("Lane")
  @Description("The row of bytetrail's ledger in which the transfer is counted")
  @Unsigned
  int lane;

  @Label("Continued")
  @Description("Whether the transfer began before the recording, or an earlier event told of it")
  boolean continued;

  @Label("Thread")
  @Description("The thread of the first call; the event may be another thread's")
  Thread thread;
}
