package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Netty over Linux's own transport: a region is one {@code sendfile}, chunks are 8 KiB each. */
record NettyServer(Path jar) implements BenchServer {
  private static final int SMALL = 64 << 10;
  private static final int LARGE = 1 << 20;

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public void prepare(Jdk jdk, Path folder) throws IOException {
    for (int size : List.of(SMALL, LARGE)) {
      byte[] noise = new byte[size];
      new Random(size).nextBytes(noise);
      Files.write(folder.resolve(size + ".bin"), noise);
    }
  }

  @Override
  public List<String> arguments(Jdk jdk, Path folder) {
    return List.of(
        "-Xms256m",
        "-Xmx256m",
        "-jar",
        jar.toString(),
        "--transport=epoll",
        "--serve",
        "--port=0",
        "--root=" + folder);
  }

  @Override
  public Map<String, Load> loads(Jdk jdk, Path folder, int port) {
    Map<String, Load> loads = new LinkedHashMap<>();
    loads.put("region 64 KiB", load(port, "region", SMALL));
    loads.put("region 1 MiB", load(port, "region", LARGE));
    loads.put("chunks 1 MiB", load(port, "nio", LARGE));
    return loads;
  }

  private static Load load(int port, String way, int size) {
    return new WrkLoad("http://127.0.0.1:%d/%s/%d.bin".formatted(port, way, size), size);
  }
}
