package io.bytetrail.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The witness: what {@code strace -f -yy} saw of a process's reads and writes. */
public final class Strace {
  static final String CALLS =
      "read,readv,pread64,preadv,preadv2,recvfrom,recvmsg,"
          + "write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendfile,copy_file_range";

  /** {@code read(5</path>, …) = 65536}; descriptors are shown with what they stand for. */
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (\\d+).*");

  private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<((?:[^>]|(?<=-)>)*)>");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)$");
  private static final String UNFINISHED = " <unfinished ...>";

  /**
   * A call that moved bytes.
   *
   * @param from what was read: a path, or {@code TCP:[127.0.0.1:8080->127.0.0.1:4711]}; empty when
   *     the bytes came from memory
   * @param to what was written; empty when they went into memory
   */
  public record Call(String name, String from, String to, long bytes) {}

  private final List<Call> calls = new ArrayList<>();

  private Strace() {}

  /** Reads the file that strace has written. */
  public static Strace read(Path file) throws IOException {
    Strace strace = new Strace();
    Map<String, String> begun = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      int space = line.indexOf(' ');
      String thread = line.substring(0, space);
      String call = line.substring(space).strip();
      Matcher resumed = RESUMED.matcher(call);
      if (call.endsWith(UNFINISHED)) {
        begun.put(thread, call.substring(0, call.length() - UNFINISHED.length()));
      } else if (resumed.find()) {
        strace.add(begun.remove(thread) + resumed.group(1));
      } else {
        strace.add(call);
      }
    }
    return strace;
  }

  private void add(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches() || call.group(3).equals("0")) {
      return;
    }
    String name = call.group(1);
    Matcher descriptor = DESCRIPTOR.matcher(call.group(2));
    if (!descriptor.find()) {
      return;
    }
    String first = descriptor.group(1);
    String second = descriptor.find() ? descriptor.group(1) : "";
    long bytes = Long.parseLong(call.group(3));
    if (name.equals("sendfile")) {
      calls.add(new Call(name, second, first, bytes));
    } else if (name.equals("copy_file_range")) {
      calls.add(new Call(name, first, second, bytes));
    } else if (name.contains("read") || name.startsWith("recv")) {
      calls.add(new Call(name, first, "", bytes));
    } else {
      calls.add(new Call(name, "", first, bytes));
    }
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Bytes read from a file, by whichever call. */
  public long bytesFrom(Path file) {
    return bytes(call -> call.from().equals(file.toString()));
  }

  /** Bytes written to a file, by whichever call. */
  public long bytesTo(Path file) {
    return bytes(call -> call.to().equals(file.toString()));
  }

  /** Bytes sent over the connections of these exchanges. */
  public long bytesSentTo(Exchange... exchanges) {
    return bytes(call -> isOf(call.to(), exchanges));
  }

  /** Of these, those that came from a file without being in the process's memory. */
  public long bytesSentByReference(Exchange... exchanges) {
    return bytes(call -> !call.from().isEmpty() && isOf(call.to(), exchanges));
  }

  /** Bytes received over the connections of these exchanges. */
  public long bytesReceivedFrom(Exchange... exchanges) {
    return bytes(call -> isOf(call.from(), exchanges));
  }

  public long bytes(Predicate<Call> predicate) {
    return calls.stream().filter(predicate).mapToLong(Call::bytes).sum();
  }

  private static boolean isOf(String end, Exchange... exchanges) {
    for (Exchange exchange : exchanges) {
      // Written 127.0.0.1:8080->127.0.0.1:4711, by IPv6 [::ffff:127.0.0.1]:4711.
      if (end.startsWith("TCP") && end.endsWith(":" + exchange.clientPort() + "]")) {
        return true;
      }
    }
    return false;
  }
}
