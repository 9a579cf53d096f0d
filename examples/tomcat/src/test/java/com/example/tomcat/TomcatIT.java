package com.example.tomcat;

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
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the report says of Tomcat's ways to serve a file is what strace saw of them. */
class TomcatIT {
  private static final String JAR = System.getProperty("example.jar");
  private static final int TIMES = 3;
  private static final int SMALL = 20_000;
  private static final int MEDIUM = 300_000;
  private static final int LARGE = 3_000_000;

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
  void sendsLargeFilesWithoutACopy(Jdk jdk) throws Exception {
    Path small = file("small.bin", SMALL);
    Path medium = file("medium.bin", MEDIUM);
    Path large = file("large.bin", LARGE);
    Path copied = file("copied.bin", LARGE);
    Path transferred = file("transferred.bin", LARGE);
    try (ServerRun server = start(jdk)) {
      Exchange[] smalls = get(server, "/small.bin");
      Exchange[] mediums = get(server, "/medium.bin");
      Exchange[] larges = get(server, "/large.bin");
      Exchange[] copies = get(server, "/copy/copied.bin");
      Exchange[] transfers = get(server, "/transfer/transferred.bin");
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      for (Path file : new Path[] {medium, large}) {
        ObservedRoute route = report.route(file, "");
        assertThat(route.strategy()).isEqualTo("sendfile");
        assertThat(route.target()).isEqualTo("socket");
        assertThat(route.transfers()).isEqualTo(TIMES);
        assertThat(route.fileBytes())
            .isEqualTo(TIMES * Files.size(file))
            .isEqualTo(strace.bytesFrom(file));
        assertThat(route.cpuCopiedBytes()).isZero();
        assertThat(route.jvmCopiedBytes()).isZero();
        assertThat(route.site()).contains("DefaultServlet.checkSendfile");
        assertThat(route.zeroCopyAsked()).isTrue();
        assertThat(route.zeroCopyRefused()).isEmpty();
      }
      assertThat(strace.bytesSentByReference(mediums)).isEqualTo(TIMES * (long) MEDIUM);
      assertThat(strace.bytesSentByReference(larges)).isEqualTo(TIMES * (long) LARGE);

      readAndWritten(report, strace, copied, "CopyServlet.doGet", copies);
      readAndWritten(report, strace, transferred, "TransferServlet.doGet", transfers);

      // Tomcat keeps what it has once read of a small file.
      ObservedRoute once = report.route(small, "");
      assertThat(once.zeroCopyAsked()).isFalse();
      assertThat(once.fileBytes()).isEqualTo(SMALL).isEqualTo(strace.bytesFrom(small));
      assertThat(strace.bytesSentTo(smalls)).isGreaterThan(TIMES * (long) SMALL);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void copiesLargeFilesWhereSendfileIsOff(Jdk jdk) throws Exception {
    Path medium = file("medium.bin", MEDIUM);
    Path large = file("large.bin", LARGE);
    try (ServerRun server = start(jdk, "--sendfile=off")) {
      get(server, "/medium.bin");
      Exchange[] larges = get(server, "/large.bin");
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      readAndWritten(report, strace, large, "", larges);
      assertThat(report.route(large, "").zeroCopyAsked()).isTrue();
      assertThat(report.route(large, "").zeroCopyRefused()).contains("useSendfile is off");
      // Above 48 KiB, but below 512: read once and kept.
      ObservedRoute once = report.route(medium, "");
      assertThat(once.fileBytes()).isEqualTo(MEDIUM).isEqualTo(strace.bytesFrom(medium));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void compressesOnlyWhatItDoesNotSendBySendfile(Jdk jdk) throws Exception {
    Path page = Files.writeString(root.resolve("page.html"), "<p>Hello again.</p>".repeat(100_000));
    Path note = Files.writeString(root.resolve("note.html"), "<p>Hello again.</p>".repeat(2_000));
    try (ServerRun server = start(jdk, "--compression=on")) {
      Exchange[] pages = get(server, "/page.html", "Accept-Encoding: gzip");
      Exchange[] notes = get(server, "/note.html", "Accept-Encoding: gzip");
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      assertThat(pages[0].head()).doesNotContain("Content-Encoding");
      assertThat(report.route(page, "").strategy()).isEqualTo("sendfile");
      assertThat(strace.bytesSentByReference(pages)).isEqualTo(TIMES * Files.size(page));
      assertThat(notes[0].head()).containsIgnoringCase("Content-Encoding: gzip");
      assertThat(strace.bytesSentTo(notes)).isLessThan(TIMES * Files.size(note));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void compressesWhereSendfileIsOff(Jdk jdk) throws Exception {
    Path page = Files.writeString(root.resolve("page.html"), "<p>Hello again.</p>".repeat(100_000));
    try (ServerRun server = start(jdk, "--sendfile=off", "--compression=on")) {
      Exchange[] pages = get(server, "/page.html", "Accept-Encoding: gzip");
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      assertThat(pages[0].head()).containsIgnoringCase("Content-Encoding: gzip");
      ObservedRoute route = report.route(page, "");
      assertThat(route.zeroCopyAsked()).isTrue();
      assertThat(route.zeroCopyRefused()).contains("useSendfile is off");
      assertThat(route.transformed()).isEqualTo("deflate");
      assertThat(route.target()).isEqualTo("socket");
      assertThat(route.fileBytes())
          .isEqualTo(TIMES * Files.size(page))
          .isEqualTo(strace.bytesFrom(page));
      assertThat(route.bytesInto("socket-buffer")).isEqualTo(strace.bytesSentTo(pages));
      assertThat(strace.bytesSentTo(pages))
          .isEqualTo(Stream.of(pages).mapToLong(Exchange::responseBytes).sum());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void encryptsWhatItWasToSendBySendfile(Jdk jdk) throws Exception {
    Path large = file("large.bin", LARGE);
    try (ServerRun server = start(jdk, "--https")) {
      Exchange[] larges = new Exchange[TIMES];
      for (int i = 0; i < TIMES; i++) {
        larges[i] = Exchange.getOverTls(server.port(), "/large.bin");
      }
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      ObservedRoute route = report.route(large, "");
      assertThat(route.fileBytes())
          .isEqualTo(TIMES * (long) LARGE)
          .isEqualTo(strace.bytesFrom(large));
      assertThat(route.transformed()).isEqualTo("tls");
      assertThat(route.zeroCopyAsked()).isTrue();
      assertThat(route.zeroCopyRefused()).startsWith("TLS");
      assertThat(strace.bytesSentByReference(larges)).isZero();
      assertThat(strace.bytesSentTo(larges)).isGreaterThan(TIMES * (long) LARGE);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void storesWhatIsUploaded(Jdk jdk) throws Exception {
    byte[] body = new byte[LARGE];
    new Random(1).nextBytes(body);
    try (ServerRun server = start(jdk)) {
      Exchange put = Exchange.send(server.port(), "PUT", "/upload/put.bin", body);
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      ObservedRoute route = report.routeTo("/put.bin", "UploadServlet.doPut");
      stored(route, strace, "/put.bin");
      assertThat(strace.bytesReceivedFrom(put)).isEqualTo(put.requestBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void storesTheFilesOfAForm(Jdk jdk) throws Exception {
    byte[] content = new byte[LARGE];
    new Random(1).nextBytes(content);
    String form =
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
            + new String(content, ISO_8859_1)
            + "\r\n--edge--\r\n";
    try (ServerRun server = start(jdk)) {
      Exchange post =
          Exchange.send(
              server.port(),
              "POST",
              "/form/",
              form.getBytes(ISO_8859_1),
              "Content-Type: multipart/form-data; boundary=edge");
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      assertThat(strace.bytesReceivedFrom(post)).isEqualTo(post.requestBytes());
      // Tomcat takes the form apart in an array of its own; so where it is from is inferred.
      ObservedRoute route =
          report.storedInferred(".tmp", "FormServlet.doPost", INFERRED_SHARE, LARGE);
      assertThat(route.operations())
          .containsExactly("SocketChannel.read", "FileOutputStream.write");
      assertThat(strace.bytes(call -> UPLOADED.matcher(call.to()).matches())).isEqualTo(LARGE);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void storesWhatIsUploadedOverTls(Jdk jdk) throws Exception {
    byte[] body = new byte[LARGE];
    new Random(1).nextBytes(body);
    try (ServerRun server = start(jdk, "--https")) {
      Exchange put = Exchange.sendOverTls(server.port(), "PUT", "/upload/put.bin", body);
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      ObservedRoute route = report.routeTo("/put.bin", "UploadServlet.doPut");
      assertThat(route.transformed()).isEqualTo("tls");
      assertThat(route.operations()).containsExactly("SocketChannel.read", "FileChannel.write");
      assertThat(route.fileBytes())
          .isEqualTo(LARGE)
          .isEqualTo(strace.bytes(call -> call.to().endsWith("/put.bin")));
      assertThat(strace.bytesReceivedFrom(put)).isGreaterThan(put.requestBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void copiesWhatAFilterHasToSee(Jdk jdk) throws Exception {
    Path large = file("large.bin", LARGE);
    try (ServerRun server = start(jdk, "--filter=on")) {
      Exchange[] larges = get(server, "/large.bin");
      ObservedReport report = server.stop();

      readAndWritten(report, server.strace(), large, "", larges);
      assertThat(report.route(large, "").zeroCopyAsked()).isTrue();
      assertThat(report.route(large, "").zeroCopyRefused()).startsWith("a filter wraps");
    }
  }

  /** From a socket: each byte of the file has been received, and nobody else's. */
  private static void stored(ObservedRoute route, Strace strace, String name) {
    assertThat(route.strategy()).isEqualTo("write");
    assertThat(route.target()).isEqualTo("file");
    assertThat(route.fileBytes())
        .isEqualTo(LARGE)
        .isEqualTo(strace.bytes(call -> call.to().endsWith(name)));
    assertThat(route.transfers()).isEqualTo(1);
    assertThat(route.bytesFrom("socket-buffer")).isEqualTo(LARGE);
    assertThat(route.isExact()).isTrue();
  }

  private static void readAndWritten(
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
    // The head of an answer is in the same buffer as the file's first bytes.
    assertThat(route.bytesInto("socket-buffer"))
        .isEqualTo(strace.bytesSentTo(exchanges))
        .isEqualTo(Stream.of(exchanges).mapToLong(Exchange::responseBytes).sum());
    assertThat(strace.bytesSentByReference(exchanges)).isZero();
  }

  private Path file(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(root.resolve(name), content);
  }

  private ServerRun start(Jdk jdk, String... arguments) throws IOException {
    String[] all =
        Stream.concat(Stream.of("-jar", JAR, "--serve", "--root=" + root), Stream.of(arguments))
            .toArray(String[]::new);
    return ServerRun.of(jdk, folder).straced().start(all);
  }

  private static Exchange[] get(ServerRun server, String path, String... headers)
      throws IOException {
    Exchange[] exchanges = new Exchange[TIMES];
    for (int i = 0; i < TIMES; i++) {
      exchanges[i] = Exchange.get(server.port(), path, headers);
    }
    return exchanges;
  }
}
