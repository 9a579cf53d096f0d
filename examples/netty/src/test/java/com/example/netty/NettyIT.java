package com.example.netty;

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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the report says of Netty's ways to send a file is what strace saw of them. */
class NettyIT {
  private static final String JAR = System.getProperty("example.jar");

  /** So many chunks that Netty's leak detector, which wraps one buffer in 128, has met some. */
  private static final int TIMES = 3;

  private static final int SIZE = 1_000_000;

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
  void sendsEveryRegionByReferenceOverTheJdksChannels(Jdk jdk) throws Exception {
    Visit visit = visit(jdk, "nio");

    for (Way way : List.of(Way.REGION, Way.LAZY, Way.WRAPPED)) {
      visit.isSentByReference(way, "FileChannel.transferTo");
    }
    visit.isCopied(Way.CHUNKED);
    assertThat(visit.isCopied(Way.NIO).operations())
        .containsExactly("FileChannel.read", "SocketChannel.write");
    visit.isJoined(Way.CHUNKED);
    visit.isJoined(Way.NIO);
    visit.isStored("SocketChannel.read");
    visit.sentWhatStraceSaw();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void copiesWhatTheNativeTransportCannotLookInto(Jdk jdk) throws Exception {
    Visit visit = visit(jdk, "epoll");

    for (Way way : List.of(Way.REGION, Way.LAZY)) {
      visit.isSentByReference(way, "epoll Socket.sendFile");
    }
    visit.isCopied(Way.WRAPPED);
    visit.isCopied(Way.CHUNKED);
    assertThat(visit.isCopied(Way.NIO).operations())
        .containsExactly("FileChannel.read", "epoll Socket.send");
    visit.isJoined(Way.CHUNKED);
    visit.isJoined(Way.NIO);
    visit.isStored("epoll Socket.recv");
    visit.sentWhatStraceSaw();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void encryptsChunksAndRefusesRegions(Jdk jdk) throws Exception {
    Path chunked = file(Way.CHUNKED);
    Path direct = file(Way.NIO);
    Path region = file(Way.REGION);
    try (ServerRun server = start(jdk, "epoll", "--tls")) {
      List<Exchange> exchanges = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        for (Path file : List.of(chunked, direct)) {
          exchanges.add(Exchange.getOverTls(server.port(), path(file)));
        }
      }
      assertThat(new Visitor("https://127.0.0.1:" + server.port()).get(Way.REGION, "region.bin"))
          .isZero();
      ObservedReport report = server.stop();
      Strace strace = server.strace();

      for (Path file : List.of(chunked, direct)) {
        assertThat(report.routes(file)).extracting(ObservedRoute::transformed).containsOnly("tls");
        assertThat(report.routes(file)).allMatch(ObservedRoute::isExact);
        assertThat(bytes(report.routes(file)))
            .isEqualTo(TIMES * (long) SIZE)
            .isEqualTo(strace.bytesFrom(file));
      }
      assertThat(strace.bytesFrom(region)).isZero();
      Exchange[] all = exchanges.toArray(Exchange[]::new);
      assertThat(strace.bytesSentByReference(all)).isZero();
      assertThat(strace.bytesSentTo(all)).isGreaterThan(2L * TIMES * SIZE);
    }
  }

  /** Everything that was asked of one server, and what is said about it. */
  private final class Visit {
    private final Map<Way, Exchange[]> exchanges = new EnumMap<>(Way.class);
    private Exchange upload;
    private ObservedReport report;
    private Strace strace;

    private void isSentByReference(Way way, String operation) throws IOException {
      Path file = NettyIT.this.path(way);
      ObservedRoute route = report.route(file, "");
      assertThat(route.strategy()).as("%s", way).isEqualTo("sendfile");
      assertThat(route.operations()).containsExactly(operation);
      assertThat(route.transfers()).isEqualTo(TIMES);
      assertThat(route.fileBytes())
          .isEqualTo(TIMES * (long) SIZE)
          .isEqualTo(strace.bytesFrom(file))
          .isEqualTo(strace.bytesSentByReference(exchanges.get(way)));
      assertThat(route.cpuCopiedBytes()).isZero();
      assertThat(route.jvmCopiedBytes()).isZero();
    }

    private ObservedRoute isCopied(Way way) {
      Path file = NettyIT.this.path(way);
      List<ObservedRoute> routes = report.routes(file);
      assertThat(bytes(routes))
          .as("%s", way)
          .isEqualTo(TIMES * (long) SIZE)
          .isEqualTo(strace.bytesFrom(file));
      assertThat(routes).extracting(ObservedRoute::strategy).doesNotContain("sendfile");
      assertThat(routes).extracting(ObservedRoute::target).as("%s", way).containsOnly("socket");
      assertThat(strace.bytesSentByReference(exchanges.get(way))).isZero();
      return routes.get(0);
    }

    /** Every chunk is found in the direct buffer that Netty copies it into, by identity. */
    private void isJoined(Way way) {
      List<ObservedRoute> routes = report.routes(NettyIT.this.path(way));
      assertThat(routes).as("%s", way).allMatch(ObservedRoute::isExact);
      long sent = routes.stream().mapToLong(route -> route.bytesInto("socket-buffer")).sum();
      assertThat(sent).as("%s", way).isEqualTo(strace.bytesSentTo(exchanges.get(way)));
    }

    private void isStored(String received) {
      Path file = root.resolve("upload.bin");
      ObservedRoute route = report.route(file, "FileHandler.channelRead0");
      assertThat(route.target()).isEqualTo("file");
      assertThat(route.isExact()).isTrue();
      assertThat(route.operations()).first().isEqualTo(received);
      assertThat(route.bytesFrom("socket-buffer")).isEqualTo(SIZE);
      assertThat(route.jvmCopiedBytes()).isZero();
      assertThat(route.fileBytes()).isEqualTo(SIZE).isEqualTo(strace.bytesTo(file));
      assertThat(strace.bytesReceivedFrom(upload)).isEqualTo(upload.requestBytes());
    }

    /** Not a byte went to a socket without a lane. */
    private void sentWhatStraceSaw() {
      long lanes = 0;
      for (ObservedRoute route : report.routes()) {
        lanes += route.bytesInto("socket-buffer");
      }
      assertThat(lanes)
          .isEqualTo(strace.bytes(call -> call.to().startsWith("TCP")))
          .isGreaterThan((long) Way.values().length * TIMES * SIZE);
    }
  }

  private Visit visit(Jdk jdk, String transport) throws IOException, InterruptedException {
    Visit visit = new Visit();
    for (Way way : Way.values()) {
      file(way);
    }
    byte[] body = new byte[SIZE];
    try (ServerRun server = start(jdk, transport)) {
      for (Way way : Way.values()) {
        Exchange[] asked = new Exchange[TIMES];
        for (int i = 0; i < TIMES; i++) {
          asked[i] = Exchange.get(server.port(), path(path(way)));
        }
        visit.exchanges.put(way, asked);
      }
      visit.upload = Exchange.send(server.port(), "PUT", "/upload/upload.bin", body);
      visit.report = server.stop();
      visit.strace = server.strace();
    }
    return visit;
  }

  private Path file(Way way) throws IOException {
    byte[] content = new byte[SIZE];
    new Random(way.name().hashCode()).nextBytes(content);
    return Files.write(path(way), content);
  }

  private Path path(Way way) {
    return root.resolve(way.name().toLowerCase(java.util.Locale.ROOT) + ".bin");
  }

  /** {@code /region/region.bin}. */
  private static String path(Path file) {
    String name = file.getFileName().toString();
    return "/" + name.substring(0, name.indexOf('.')) + "/" + name;
  }

  private static long bytes(List<ObservedRoute> routes) {
    return routes.stream().mapToLong(ObservedRoute::fileBytes).sum();
  }

  private ServerRun start(Jdk jdk, String transport, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("-jar", JAR, "--serve", "--root=" + root));
    all.add("--transport=" + transport);
    all.addAll(List.of(more));
    return ServerRun.of(jdk, folder).straced().start(all.toArray(String[]::new));
  }
}
