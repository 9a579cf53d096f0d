package io.bytetrail.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tomcat's default servlet: both files are large enough for its {@code sendfile}. */
record TomcatServer(Path jar) implements BenchServer {
  private static final Map<String, Integer> SIZES = Map.of("64 KiB", 64 << 10, "1 MiB", 1 << 20);

  @Override
  public String name() {
    return "tomcat";
  }

  @Override
  public void prepare(Jdk jdk, Path folder) throws IOException {
    for (int size : SIZES.values()) {
      byte[] noise = new byte[size];
      new Random(size).nextBytes(noise);
      Files.write(folder.resolve(size + ".bin"), noise);
    }
  }

  @Override
  public List<String> arguments(Jdk jdk, Path folder) {
    return List.of(
        "-Xms256m", "-Xmx256m", "-jar", jar.toString(), "--serve", "--port=0", "--root=" + folder);
  }

  @Override
  public Map<String, Load> loads(Jdk jdk, Path folder, int port) {
    Map<String, Load> loads = new LinkedHashMap<>();
    for (String name : List.of("64 KiB", "1 MiB")) {
      int size = SIZES.get(name);
      loads.put(name, new WrkLoad("http://127.0.0.1:%d/%d.bin".formatted(port, size), size));
    }
    return loads;
  }
}
