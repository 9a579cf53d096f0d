package io.bytetrail.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests a second by {@code wrk}: four connections of one thread, which keep one processor of a
 * server busy.
 *
 * @param bytes of each answer's body
 */
record WrkLoad(String url, int bytes) implements BenchServer.Load {
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
  private static final Pattern FAILED =
      Pattern.compile("Socket errors:.*|Non-2xx or 3xx responses:.*");

  @Override
  public BenchServer.Work run(int seconds) throws IOException, InterruptedException {
    List<String> command = List.of("wrk", "-t1", "-c4", "-d" + seconds + "s", url);
    Process wrk;
    try {
      wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("wrk is not installed: apt-get install wrk", e);
    }
    String said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
    int exit = wrk.waitFor();
    Matcher rate = RATE.matcher(said);
    Matcher requests = REQUESTS.matcher(said);
    Matcher failed = FAILED.matcher(said);
    if (exit != 0 || !rate.find() || !requests.find() || failed.find()) {
      throw new IOException(String.join(" ", command) + " failed: " + said.strip());
    }
    return new BenchServer.Work(
        Double.parseDouble(rate.group(1)), Long.parseLong(requests.group(1)) * bytes);
  }
}
