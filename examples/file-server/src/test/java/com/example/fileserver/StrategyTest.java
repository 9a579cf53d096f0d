package com.example.fileserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class StrategyTest {
  private static final int[] SIZES = {0, 1, 4095, 4096, 16 << 10, (1 << 20) + 1};

  // Under target, not in the system's temporary folder: a tmpfs may refuse O_DIRECT.
  @TempDir(factory = InTarget.class)
  Path root;

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RunningServer(root);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  static Set<String> strategies() {
    return Strategy.BY_NAME.keySet();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void sendsTheFileAsItIs(String strategy) throws Exception {
    List<String> paths = new ArrayList<>();
    for (int size : SIZES) {
      byte[] bytes = write("f" + size, size);
      String path = "/" + strategy + "/f" + size;
      paths.add(path);

      LoadClient.Result result = fetch(List.of(path), 3);

      assertThat(result.bytes()).isEqualTo(3L * size);
      CRC32C expected = new CRC32C();
      expected.update(bytes);
      assertThat(result.checksums()).containsExactly(Map.entry(path, expected.getValue()));
    }
    assertThat(fetch(paths, 4L * paths.size()).requests()).isEqualTo(4L * paths.size());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void survivesAFileThatShrinksWhileItIsServed(String strategy) throws Exception {
    // Far more than the socket's buffers hold, so that the server is still sending when it shrinks.
    Path file = root.resolve("shrinks");
    write("shrinks", 64 << 20);
    write("other", 5000);
    String path = "/" + strategy + "/shrinks";

    try (SlowReader reader = new SlowReader(server.port(), path)) {
      try (RandomAccessFile shrink = new RandomAccessFile(file.toFile(), "rw")) {
        shrink.setLength(4096);
      }
      assertThat(reader.bytesToTheEnd()).isLessThan(64 << 20);
    }

    assertThat(fetch(List.of("/" + strategy + "/other"), 1).bytes()).isEqualTo(5000);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void finishesAFileThatIsDeletedWhileItIsServed(String strategy) throws Exception {
    write("goes", 32 << 20);
    String path = "/" + strategy + "/goes";

    try (SlowReader reader = new SlowReader(server.port(), path)) {
      Files.delete(root.resolve("goes"));
      assertThat(reader.bytesToTheEnd()).isEqualTo(32 << 20);
    }

    assertThatThrownBy(() -> fetch(List.of(path), 1)).hasMessageContaining("404");
  }

  private LoadClient.Result fetch(List<String> paths, long requests) throws Exception {
    return LoadClient.run(new LoadClient.Load(server.port(), paths, 2, requests, 0, true));
  }

  private byte[] write(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Files.write(root.resolve(name), bytes);
    return bytes;
  }
}
