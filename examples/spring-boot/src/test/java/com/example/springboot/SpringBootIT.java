package com.example.springboot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bytetrail.examples.Exchange;
import io.bytetrail.examples.ObservedReport;
import io.bytetrail.examples.ObservedRoute;
import io.bytetrail.examples.ServerRun;
import io.bytetrail.examples.Strace;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the report says of Spring Boot's ways to serve a file is what strace saw of them. */
class SpringBootIT {
  private static final Path JAR = Path.of(System.getProperty("example.jar"));
  private static final int TIMES = 3;
  private static final int LARGE = 3_000_000;
  private static final String LAST_CHUNK = "0\r\n\r\n";

  /** Of what is stored, how much is at least found again in what was received. */
  private static final double INFERRED_SHARE = 0.99;

  /** Where Tomcat stores a part of a form; the agent and the JVM have temporary files too. */
  private static final Pattern UPLOADED = Pattern.compile(".*/upload_\\w+\\.tmp");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private Path root;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @BeforeEach
  void witness() throws IOException {
    assumeThat(ServerRun.hasStrace()).as("strace is installed").isTrue();
    root = Files.createDirectories(folder.resolve("files"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsWhatStraceCounts(Jdk jdk) throws Exception {
    Path served = file("served.bin");
    Path resource = file("resource.bin");
    Path streamed = file("streamed.bin");
    try (ServerRun server =
        ServerRun.of(jdk, folder)
            .straced()
            .start(
                "-jar",
                JAR.toString(),
                "--serve",
                "--root=" + root,
                // It would go on reading its classes after the report has been made.
                "--spring.main.register-shutdown-hook=false")) {
      Exchange[] statics = get(server, "/files/served.bin");
      Exchange[] resources = get(server, "/resource/resource.bin");
      Exchange[] streams = get(server, "/stream/streamed.bin");
      Exchange[] abouts = get(server, "/about.html");
      Exchange[] classes = get(server, "/library/SpringVersion.class");
      String form = form();
      Exchange upload =
          Exchange.send(
              server.port(),
              "POST",
              "/upload",
              form.getBytes(ISO_8859_1),
              "Content-Type: multipart/form-data; boundary=edge");
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      sent(report, strace, served, "UrlResource.getInputStream", statics);
      sent(report, strace, resource, "FileSystemResource.getInputStream", resources);
      sent(report, strace, streamed, "FileController.", streams);

      assertThat(abouts[0].body()).contains("This page lies in the application's own jar.");
      assertThat(classes[0].body()).startsWith("\u00ca\u00fe\u00ba\u00be");
      // Both come out of the one file that the application is, by positional reads.
      assertThat(report.route(JAR, "FileDataBlock").fileBytes())
          .isEqualTo(
              strace.bytes(
                  call -> call.name().equals("pread64") && call.from().equals(JAR.toString())));

      assertThat(strace.bytesReceivedFrom(upload)).isEqualTo(upload.requestBytes());
      // Tomcat stores the part in a file of its own, and moves or copies that to where it shall be.
      // It takes the form apart in an array of its own; so where the bytes are from is inferred.
      ObservedRoute stored =
          report.storedInferred(".tmp", "DeferredFileOutputStream", INFERRED_SHARE, LARGE);
      assertThat(stored.operations())
          .containsExactly("SocketChannel.read", "FileOutputStream.write");
      assertThat((long) LARGE)
          .isEqualTo(strace.bytes(call -> UPLOADED.matcher(call.to()).matches()));
      ObservedRoute moved = report.routeTo(".tmp", "FileController.upload");
      assertThat(moved.strategy()).isEqualTo(jdk.feature() < 21 ? "read-write" : "copy-file-range");
      assertThat(moved.target()).isEqualTo("file");
      assertThat(moved.fileBytes())
          .isEqualTo(LARGE)
          .isEqualTo(strace.bytes(call -> call.to().endsWith("/sent.bin")));
    }
  }

  private static void sent(
      ObservedReport report, Strace strace, Path file, String site, Exchange... exchanges)
      throws IOException {
    ObservedRoute route = report.route(file, site);
    assertThat(route.fileBytes())
        .isEqualTo(exchanges.length * Files.size(file))
        .isEqualTo(strace.bytesFrom(file));
    assertThat(route.transfers()).isEqualTo(exchanges.length);
    assertThat(route.strategy()).isEqualTo("read-write");
    assertThat(route.target()).isEqualTo("socket");
    assertThat(route.isExact()).isTrue();
    assertThat(strace.bytesSentByReference(exchanges)).isZero();
    // The end of a chunked answer is a write of its own, without a byte of the file.
    boolean isChunked = exchanges[0].head().toLowerCase(Locale.ROOT).contains("chunked");
    long ends = isChunked ? exchanges.length * (long) LAST_CHUNK.length() : 0;
    assertThat(route.bytesInto("socket-buffer") + ends)
        .isEqualTo(strace.bytesSentTo(exchanges))
        .isEqualTo(Stream.of(exchanges).mapToLong(Exchange::responseBytes).sum());
  }

  private static String form() {
    byte[] content = new byte[LARGE];
    new Random(1).nextBytes(content);
    return "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sent.bin\"\r\n"
        + "Content-Type: application/octet-stream\r\n\r\n"
        + new String(content, ISO_8859_1)
        + "\r\n--edge--\r\n";
  }

  private Path file(String name) throws IOException {
    byte[] content = new byte[LARGE];
    new Random(name.hashCode()).nextBytes(content);
    return Files.write(root.resolve(name), content);
  }

  private static Exchange[] get(ServerRun server, String path) throws IOException {
    Exchange[] exchanges = new Exchange[TIMES];
    for (int i = 0; i < TIMES; i++) {
      exchanges[i] = Exchange.get(server.port(), path);
    }
    return exchanges;
  }
}
