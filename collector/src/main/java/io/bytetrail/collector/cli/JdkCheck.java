package io.bytetrail.collector.cli;

import io.bytetrail.collector.surface.SurfaceReport;
import io.bytetrail.collector.surface.SurfaceRun;
import io.bytetrail.collector.surface.SurfaceText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;

/** {@code doctor --jdk}: drives every operation of the running JDK under the agent. */
final class JdkCheck {
  private static final String AGENT = "io.bytetrail.agent.Agent";

  private JdkCheck() {}

  static int run(
      Path directory,
      boolean virtual,
      boolean json,
      List<String> options,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new IOException(
          "--directory " + directory + " is no directory that may be written: name another");
    }
    boolean terminal = isTerminal();
    SurfaceRun run =
        new SurfaceRun(agent(), directory, virtual, options, row -> progress(err, row, terminal));
    SurfaceReport report = run.run();
    if (terminal) {
      progress(err, "", true);
    }
    out.print(json ? report.json() + "\n" : SurfaceText.of(report));
    out.flush();
    return report.isGood() ? 0 : Main.FAILED;
  }

  /** The jar this runs from is the one to attach. */
  private static Path agent() throws IOException {
    try {
      CodeSource source =
          Class.forName(AGENT, false, ClassLoader.getSystemClassLoader())
              .getProtectionDomain()
              .getCodeSource();
      Path jar = Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(jar)) {
        return jar;
      }
    } catch (ClassNotFoundException | URISyntaxException e) {
      // Then this is no packaged agent.
    }
    throw new IOException(
        "--jdk needs the agent's jar: java -jar bytetrail-agent.jar doctor --jdk");
  }

  /** Whether standard error is one; a JVM's console says something else on each JDK. */
  private static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/2")).startsWith("/dev/pts");
    } catch (IOException e) {
      return false;
    }
  }

  private static void progress(PrintWriter err, String row, boolean terminal) {
    if (terminal) {
      err.print("\r\u001b[K" + row);
    } else {
      err.println(row);
    }
    err.flush();
  }
}
