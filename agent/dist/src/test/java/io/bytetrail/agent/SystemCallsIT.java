package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger against an independent witness: what {@code strace} saw of the same run. */
class SystemCallsIT {
  /** {@code 4711 pread64(5</tmp/x/source>, ""..., 8192, 0) = 8192}. */
  private static final Pattern CALL =
      Pattern.compile(
          "^\\d+ +(\\w+)\\((\\d+)<([^>]*)>+(?:, (?:\\[.*?\\], )?(\\d+)<([^>]*)>)?.*\\) += (-?\\d+)");

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void agreesWithTheSystemCallsOfTheSameRun(Jdk jdk) throws Exception {
    assumeThat(Path.of("/usr/bin/strace")).as("strace is installed").isExecutable();
    Path trace = directory.resolve("trace");
    ChildJvm jvm =
        Agents.jvm(jdk, directory)
            .under(
                "strace",
                "--seccomp-bpf",
                "-f",
                "-y",
                "-s0",
                "-o",
                trace.toString(),
                "-e",
                "trace=read,readv,pread64,preadv,write,writev,pwrite64,pwritev,sendto,recvfrom,"
                    + "sendfile,copy_file_range");
    LedgerSnapshot ledger =
        Agents.run(jvm, directory, Operations.class, directory.toString(), "platform");
    Trace calls = Trace.of(trace, directory);

    assertThat(sum(ledger, this::isFileRead))
        .isEqualTo(calls.of("file", "read", "readv", "pread64"));
    assertThat(sum(ledger, this::isFileWrite))
        .isEqualTo(calls.of("file", "write", "writev", "pwrite64"));
    assertThat(
            sum(ledger, lane -> isSocket(lane) && lane.operation().kind() == Operation.Kind.WRITE))
        .isEqualTo(calls.of("socket", "write", "writev", "sendto"));
    assertThat(
            sum(ledger, lane -> isSocket(lane) && lane.operation().kind() == Operation.Kind.READ))
        .isEqualTo(calls.of("socket", "read", "readv", "recvfrom"));
    // 17 calls sendfile. 25 calls copy_file_range, and where that fails, for a socket, sendfile.
    assertThat(sum(ledger, lane -> lane.operation() == Operation.TRANSFER_TO_SOCKET))
        .isEqualTo(calls.of("transfer-to-socket", "sendfile"));
    assertThat(sum(ledger, lane -> lane.operation() == Operation.TRANSFER_TO_FILE))
        .isEqualTo(calls.of("transfer-to-file", "sendfile", "copy_file_range"));
  }

  private boolean isFileRead(LaneSnapshot lane) {
    return isHere(lane) && lane.operation().kind() == Operation.Kind.READ;
  }

  private boolean isFileWrite(LaneSnapshot lane) {
    return isHere(lane) && lane.operation().kind() == Operation.Kind.WRITE;
  }

  /** The JVM and its class loading touch other files, in lanes and outside. */
  private boolean isHere(LaneSnapshot lane) {
    return lane.operation().endpoint() == Operation.Endpoint.FILE
        && lane.path().startsWith(directory.toString());
  }

  private static boolean isSocket(LaneSnapshot lane) {
    return lane.operation().endpoint() == Operation.Endpoint.SOCKET;
  }

  private static Sum sum(LedgerSnapshot ledger, Predicate<LaneSnapshot> which) {
    Sum sum = new Sum(0, 0);
    for (LaneSnapshot lane : ledger.lanes()) {
      if (which.test(lane)) {
        sum = sum.plus(lane.calls(), lane.bytes());
      }
    }
    return sum;
  }

  private record Sum(long calls, long bytes) {
    private Sum plus(long moreCalls, long moreBytes) {
      return new Sum(calls + moreCalls, bytes + moreBytes);
    }
  }

  /** Sums by what the descriptor is and the name of the system call. */
  private record Trace(Map<String, Sum> sums) {
    private static Trace of(Path trace, Path directory) throws IOException {
      Map<String, Sum> sums = new TreeMap<>();
      List<String> lines = Files.readAllLines(trace);
      for (String line : joined(lines)) {
        Matcher call = CALL.matcher(line);
        if (call.find()) {
          String name = call.group(1);
          String descriptor = call.group(3);
          String other = call.group(5);
          String kind = kind(descriptor, other, directory);
          long result = Long.parseLong(call.group(6));
          sums.merge(
              kind + " " + name,
              new Sum(1, Math.max(result, 0)),
              (a, b) -> a.plus(b.calls(), b.bytes()));
        }
      }
      return new Trace(sums);
    }

    private static String kind(String descriptor, String other, Path directory) {
      if (other != null) {
        // sendfile names its target first, copy_file_range its source.
        boolean socket = descriptor.contains("socket") || other.contains("socket");
        return socket ? "transfer-to-socket" : "transfer-to-file";
      }
      if (descriptor.contains("socket") || descriptor.startsWith("TCP")) {
        return "socket";
      }
      boolean ours = descriptor.startsWith(directory + "/") && !descriptor.endsWith(".ledger");
      return ours ? "file" : "else";
    }

    /** A call that was interrupted by another thread's is two lines. */
    private static List<String> joined(List<String> lines) {
      Map<String, String> unfinished = new TreeMap<>();
      return lines.stream()
          .map(
              line -> {
                String thread = line.split(" ", 2)[0];
                if (line.endsWith("<unfinished ...>")) {
                  unfinished.put(thread, line.replace("<unfinished ...>", ""));
                  return "";
                }
                int resumed = line.indexOf(" resumed>");
                return resumed < 0
                    ? line
                    : unfinished.remove(thread) + line.substring(resumed + " resumed>".length());
              })
          .toList();
    }

    private Sum of(String kind, String... names) {
      Sum sum = new Sum(0, 0);
      for (String name : names) {
        Sum one = sums.getOrDefault(kind + " " + name, new Sum(0, 0));
        sum = sum.plus(one.calls(), one.bytes());
      }
      return sum;
    }
  }
}
