package com.example.netty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file server on Netty, and a little load on it: what each of the ways costs that Netty has of
 * sending a file. It knows nothing of bytetrail.
 */
public final class Main {
  private Main() {}

  /** Exits with 0 when all requests were answered, 1 when not, 2 for wrong arguments. */
  public static void main(String... arguments) throws Exception {
    Settings settings;
    try {
      settings = Settings.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("netty: " + e.getMessage() + "\n" + Settings.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(settings));
  }

  private static int run(Settings settings)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path work = Files.createTempDirectory("netty-example-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(work)));
    Path root = settings.root() != null ? settings.root() : SampleFiles.in(work.resolve("files"));
    Server server = Server.start(settings, root.toAbsolutePath(), work);
    System.out.println("serving " + root + " on " + server.address());
    if (settings.serve()) {
      server.await();
      return 0;
    }
    int exit = visit(server.address());
    server.stop();
    return exit;
  }

  /** In a JVM of its own, for its bytes are none of the server's. */
  private static int visit(String address) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Visitor.class.getName(),
            address);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("netty: " + folder + " is left: " + e);
    }
  }
}
