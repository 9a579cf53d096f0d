package com.example.springboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application with static files and a controller, and a little load on them: what
 * each of the ways it serves a file costs. It knows nothing of bytetrail.
 *
 * <p>Takes Spring's own arguments, and {@code --root=DIRECTORY} for what to serve, {@code --serve}
 * to serve until it is told to end instead of answering a little load.
 */
@SpringBootApplication
public class Main {
  /** Exits with 0 when all requests were answered, 1 when not. */
  public static void main(String... arguments) throws Exception {
    List<String> words = List.of(arguments);
    Path work = Files.createTempDirectory("spring-boot-example-");
    Path root =
        words.stream()
            .filter(word -> word.startsWith("--root="))
            .map(word -> Path.of(word.substring("--root=".length())).toAbsolutePath())
            .findFirst()
            .orElse(work.resolve("files"));
    if (root.startsWith(work)) {
      SampleFiles.in(root);
    }
    System.setProperty("example.files", root.toString());
    System.setProperty("example.uploads", Files.createDirectories(work.resolve("uploads")) + "/");
    ConfigurableApplicationContext context = SpringApplication.run(Main.class, arguments);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(work)));
    String address =
        "http://127.0.0.1:" + ((WebServerApplicationContext) context).getWebServer().getPort();
    System.out.println("serving " + root + " on " + address);
    if (!words.contains("--serve")) {
      int exit = visit(address);
      context.close();
      System.exit(exit);
    }
  }

  /** In a JVM of its own, for its bytes are none of the server's. */
  private static int visit(String address) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dloader.main=" + Visitor.class.getName(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.springframework.boot.loader.launch.PropertiesLauncher",
            address);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("spring-boot: " + folder + " is left: " + e);
    }
  }
}
