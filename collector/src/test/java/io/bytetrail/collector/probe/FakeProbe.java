package io.bytetrail.collector.probe;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;

/** Stands for bytetrail-probe in tests: a small program with one way to misbehave. */
public final class FakeProbe {
  /** What it does. */
  public enum Behaviour {
    SOUND,
    ENDS_AT_SECOND_SNAPSHOT,
    NEVER_GREETS,
    NEVER_ANSWERS,
    ANOTHER_VERSION,
    GARBAGE,
    HUGE_RECORD,
    SHORT_RECORD,
    CUT_RECORD,
    NOT_THE_PROBE,
    REFUSED_BY_KERNEL,
    REFUSES_PROCESS,
    PROGRAM_MISSING,
    UNKNOWN_RECORDS
  }

  private static final OutputStream OUT = System.out;
  private static int pid;

  private FakeProbe() {}

  /** An executable that behaves so, in this directory. */
  public static Path executable(Path directory, Behaviour behaviour) throws IOException {
    Path script = directory.resolve("probe-" + behaviour);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        script,
        "#!/bin/sh\nexec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -cp '%s' %s %s\n"
            .formatted(
                java, System.getProperty("java.class.path"), FakeProbe.class.getName(), behaviour));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  public static void main(String[] arguments) throws Exception {
    Behaviour behaviour = Behaviour.valueOf(arguments[0]);
    greet(behaviour);
    DataInputStream in = new DataInputStream(System.in);
    int snapshots = 0;
    try {
      while (true) {
        byte[] header = in.readNBytes(ProbeDescriptor.HEADER_LENGTH);
        if (header.length < ProbeDescriptor.HEADER_LENGTH) {
          return;
        }
        ByteBuffer start = ByteBuffer.wrap(header).order(ProbeDescriptor.BYTE_ORDER);
        int length = start.getInt(ProbeDescriptor.LENGTH_OFFSET);
        ByteBuffer rest =
            ByteBuffer.wrap(in.readNBytes(length - ProbeDescriptor.HEADER_LENGTH))
                .order(ProbeDescriptor.BYTE_ORDER);
        switch (start.getShort(ProbeDescriptor.TYPE_OFFSET)) {
          case ProbeDescriptor.TRACK -> {
            pid = rest.getInt(0);
            tracked(behaviour == Behaviour.REFUSES_PROCESS ? -1 : 0);
          }
          case ProbeDescriptor.SNAPSHOT -> snapshot(behaviour, rest.getLong(0), ++snapshots);
          default -> throw new IOException("unknown request");
        }
      }
    } catch (EOFException e) {
      // The collector is gone.
    }
  }

  private static void greet(Behaviour behaviour) throws Exception {
    switch (behaviour) {
      case NEVER_GREETS -> new CountDownLatch(1).await();
      case GARBAGE ->
          OUT.write("this is not a record, and never was".getBytes(StandardCharsets.UTF_8));
      case ANOTHER_VERSION ->
          write(
              hello()
                  .putShort(ProbeDescriptor.VERSION_OFFSET, (short) (ProbeDescriptor.VERSION + 1)));
      case HUGE_RECORD -> write(hello().putInt(ProbeDescriptor.LENGTH_OFFSET, 1 << 30));
      case SHORT_RECORD -> write(record(ProbeDescriptor.HELLO, ProbeDescriptor.HEADER_LENGTH));
      case CUT_RECORD -> {
        OUT.write(bytes(hello()), 0, 20);
        OUT.flush();
        System.exit(0);
      }
      case NOT_THE_PROBE -> write(hello().putLong(ProbeDescriptor.HELLO_MAGIC_OFFSET, 7));
      case REFUSED_BY_KERNEL -> {
        ByteBuffer error = record(ProbeDescriptor.ERROR, ProbeDescriptor.ERROR_LENGTH);
        error.putInt(ProbeDescriptor.ERROR_FATAL_OFFSET, 1);
        text(
            error,
            ProbeDescriptor.ERROR_TEXT_OFFSET,
            "cannot load the eBPF programs: not permitted");
        write(error);
        System.exit(1);
      }
      default -> {
        write(hello());
        if (behaviour == Behaviour.UNKNOWN_RECORDS) {
          write(record(40, 48));
        }
        boolean missing = behaviour == Behaviour.PROGRAM_MISSING;
        program("mm_filemap_get_pages", missing ? "no such tracepoint" : "");
        program("block_bio_queue", "");
        write(
            record(ProbeDescriptor.READY, ProbeDescriptor.READY_LENGTH)
                .putInt(ProbeDescriptor.READY_ATTACHED_OFFSET, missing ? 1 : 2));
      }
    }
  }

  private static ByteBuffer hello() {
    return record(ProbeDescriptor.HELLO, ProbeDescriptor.HELLO_LENGTH)
        .putLong(ProbeDescriptor.HELLO_MAGIC_OFFSET, ProbeDescriptor.MAGIC);
  }

  private static void program(String name, String reason) throws IOException {
    ByteBuffer program = record(ProbeDescriptor.PROGRAM, ProbeDescriptor.PROGRAM_LENGTH);
    text(program, ProbeDescriptor.PROGRAM_NAME_OFFSET, name);
    program.putInt(ProbeDescriptor.PROGRAM_ATTACHED_OFFSET, reason.isEmpty() ? 1 : 0);
    text(program, ProbeDescriptor.PROGRAM_REASON_OFFSET, reason);
    write(program);
  }

  private static void tracked(int error) throws IOException {
    write(
        record(ProbeDescriptor.TRACKED, ProbeDescriptor.TRACKED_LENGTH)
            .putInt(ProbeDescriptor.TRACKED_PID_OFFSET, pid)
            .putInt(ProbeDescriptor.TRACKED_ERROR_OFFSET, error));
  }

  /** Lane 3 has looked up as many pages as snapshots were taken. */
  private static void snapshot(Behaviour behaviour, long cookie, int number) throws Exception {
    if (behaviour == Behaviour.NEVER_ANSWERS) {
      new CountDownLatch(1).await();
    }
    if (behaviour == Behaviour.ENDS_AT_SECOND_SNAPSHOT && number == 2) {
      System.exit(3);
    }
    write(
        record(ProbeDescriptor.LANE, ProbeDescriptor.LANE_LENGTH)
            .putInt(ProbeDescriptor.LANE_PID_OFFSET, pid)
            .putInt(ProbeDescriptor.LANE_ID_OFFSET, 3)
            .putLong(ProbeDescriptor.LANE_COUNTS_OFFSET, number)
            .putLong(ProbeDescriptor.LANE_COUNTS_OFFSET + Long.BYTES, number * 4096L));
    write(
        record(ProbeDescriptor.LANE, ProbeDescriptor.LANE_LENGTH)
            .putInt(ProbeDescriptor.LANE_PID_OFFSET, pid + 1)
            .putInt(ProbeDescriptor.LANE_ID_OFFSET, 3));
    write(
        record(ProbeDescriptor.END, ProbeDescriptor.END_LENGTH)
            .putLong(ProbeDescriptor.END_COOKIE_OFFSET, cookie));
  }

  private static ByteBuffer record(int type, int length) {
    return ByteBuffer.allocate(length)
        .order(ProbeDescriptor.BYTE_ORDER)
        .putInt(ProbeDescriptor.LENGTH_OFFSET, length)
        .putShort(ProbeDescriptor.TYPE_OFFSET, (short) type)
        .putShort(ProbeDescriptor.VERSION_OFFSET, (short) ProbeDescriptor.VERSION);
  }

  private static void text(ByteBuffer record, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    record.put(offset, bytes);
  }

  private static void write(ByteBuffer record) throws IOException {
    OUT.write(bytes(record));
    OUT.flush();
  }

  private static byte[] bytes(ByteBuffer record) {
    byte[] bytes = new byte[record.capacity()];
    record.get(0, bytes);
    return bytes;
  }
}
