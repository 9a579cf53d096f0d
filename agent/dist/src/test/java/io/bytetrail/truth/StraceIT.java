package io.bytetrail.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls and bytes of a route are those that {@code strace -f} sees in the same run. */
class StraceIT {
  private static final int CHUNK = 64 << 10;
  private static final int PASSES = 3;

  /** A finished call on a descriptor that strace decoded: {@code read(5</path>, …) = 65536}. */
  private static final Pattern CALL =
      Pattern.compile("(?<call>\\w+)\\((?<arguments>.*)\\) += (?<result>-?\\d+).*");

  private static final Pattern RESUMED = Pattern.compile("^\\d+ +<\\.\\.\\. (\\w+) resumed>(.*)$");
  private static final Pattern UNFINISHED =
      Pattern.compile("^(\\d+) +(.*) <unfinished \\.\\.\\.>$");

  static Stream<Arguments> strategies() {
    List<String> strategies = List.of("stream", "heap", "direct", "mmap", "sendfile", "direct-io");
    return Jdk.tested().stream()
        .flatMap(jdk -> strategies.stream().map(strategy -> Arguments.of(jdk, strategy)));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void countsWhatStraceCounts(Jdk jdk, String strategy) throws Exception {
    assumeThat(Path.of("/usr/bin/strace")).as("strace is installed").exists();
    Path trace = Files.createTempFile(Path.of("target"), "strace", ".txt").toAbsolutePath();
    try (DiskFile file = new DiskFile((3 << 20) + 1234)) {
      JsonNode report =
          new Service(jdk, "verify")
              .under(
                  "strace",
                  "-f",
                  "-yy",
                  "-qq",
                  "-s",
                  "0",
                  "-o",
                  trace.toString(),
                  "-e",
                  "trace=read,pread64,readv,preadv,write,pwrite64,writev,sendto,sendmsg,"
                      + "sendfile,copy_file_range,mmap")
              .send(strategy, file.warm(), CHUNK, PASSES);
      JsonNode route = Service.routeOf(report, file);
      Witness witness = Witness.read(trace, file.path());

      assertThat(route.get("systemCalls").asLong()).isEqualTo(witness.calls);
      assertThat(route.get("modeSwitches").asLong()).isEqualTo(2 * witness.calls);
      assertThat(route.get("fileBytes").asLong()).isEqualTo(PASSES * file.size());
      assertThat(witness.socketBytes).isEqualTo(PASSES * file.size());
      assertThat(route.get("evidence").get("calls").asText()).isEqualTo("KERNEL");
    } finally {
      Files.deleteIfExists(trace);
    }
  }

  /** What strace saw on the file and on the connection to the sink. */
  private static final class Witness {
    private long calls;
    private long socketBytes;

    static Witness read(Path trace, Path file) throws IOException {
      Witness witness = new Witness();
      Map<String, String> unfinished = new HashMap<>();
      for (String line : Files.readAllLines(trace)) {
        Matcher begun = UNFINISHED.matcher(line);
        if (begun.matches()) {
          unfinished.put(begun.group(1), begun.group(2));
          continue;
        }
        Matcher resumed = RESUMED.matcher(line);
        if (resumed.matches()) {
          String pid = line.substring(0, line.indexOf(' '));
          witness.count(unfinished.remove(pid) + resumed.group(2), file);
        } else {
          witness.count(line.substring(line.indexOf(' ')).strip(), file);
        }
      }
      return witness;
    }

    private void count(String line, Path file) {
      Matcher call = CALL.matcher(line);
      if (!call.matches()) {
        return;
      }
      String arguments = call.group("arguments");
      boolean socket = arguments.contains("<TCP");
      if (!socket && !arguments.contains("<" + file + ">")) {
        return;
      }
      calls++;
      long result = Long.parseLong(call.group("result"));
      if (socket && result > 0) {
        socketBytes += result;
      }
    }
  }
}
