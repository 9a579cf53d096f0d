package io.bytetrail.regret;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bytetrail.collector.calibration.ProcessCpu;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file server in a process of its own. */
final class GridServer implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("http://[^ ]+:(\\d+)$");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  private final Process process;
  private final InetAddress address;
  private final Path log;
  private int port;

  /**
   * Starts it.
   *
   * @param prefix what goes before the command, to start it elsewhere
   * @param jvmOptions besides those that keep its memory small
   */
  GridServer(
      Path jar,
      List<String> prefix,
      List<String> jvmOptions,
      InetAddress address,
      Path root,
      int chunk,
      Path log)
      throws IOException {
    this.address = address;
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(JAVA, "-Xmx64m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=256m"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar.toString(), "--strategy=each", "--root=" + root));
    command.addAll(
        List.of("--address=" + address.getHostAddress(), "--port=0", "--chunk=" + chunk));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    this.log = log;
  }

  /** Waits until it listens. */
  void await() throws IOException {
    BufferedReader out = process.inputReader(UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher said = ADDRESS.matcher(line);
      if (said.find()) {
        port = Integer.parseInt(said.group(1));
        return;
      }
    }
    throw new IOException("the file server did not start: " + Files.readString(log).strip());
  }

  InetSocketAddress address() {
    return new InetSocketAddress(address, port);
  }

  long pid() {
    return process.pid();
  }

  ProcessCpu cpu() {
    return new ProcessCpu(process.pid());
  }

  /** Has mappings undone that nobody uses: a mapped page can't be dropped from the page cache. */
  void unmap() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    Process command =
        new ProcessBuilder(jcmd, Long.toString(pid()), "GC.run").redirectErrorStream(true).start();
    command.getInputStream().readAllBytes();
    command.waitFor();
  }

  /** Ends it as an operator would: a report is written then. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().orTimeout(15, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly().onExit().join();
    }
  }
}
