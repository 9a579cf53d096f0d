package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CleanUp;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.PressureGroup;
import io.bytetrail.collector.calibration.Residency;
import io.bytetrail.collector.calibration.VethNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/** Where servers are started: behind which device, and in which memory cgroup. */
final class Sites {
  private final CleanUp cleanUp;
  private final RegretOptions options;
  private final Path root;
  private VethNamespace namespace;
  private int groups;

  Sites(CleanUp cleanUp, RegretOptions options, Path root) {
    this.cleanUp = cleanUp;
    this.options = options;
    this.root = root;
  }

  /** A server and the cgroup it is in, if it is in one. */
  record Site(GridServer server, PressureGroup group) implements AutoCloseable {
    /**
     * Squeezes the page cache. The server goes on growing for a while, and is killed when it has
     * more for itself than the limit: so this is done again before each measurement.
     */
    void squeeze() throws IOException {
      if (group != null) {
        group.limit(GridFiles.PRESSURE_CACHE);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      if (group != null) {
        group.close();
      }
    }
  }

  Site start(Residency residency, Egress egress, int chunk, List<String> jvmOptions)
      throws IOException, InterruptedException {
    boolean veth = egress == Egress.VETH;
    if (veth && namespace == null) {
      namespace = cleanUp.add(new VethNamespace());
    }
    InetAddress address = veth ? namespace.inside() : InetAddress.getLoopbackAddress();
    List<String> prefix = veth ? namespace.prefix() : List.of();
    Path log = options.output().resolve("server.log");
    PressureGroup group = null;
    if (residency == Residency.PRESSURE) {
      String name = "bytetrail-regret-" + ProcessHandle.current().pid() + "-" + groups++;
      group = new PressureGroup(name);
    }
    GridServer server =
        new GridServer(options.server(), prefix, jvmOptions, address, root, chunk, log);
    Site site = cleanUp.add(new Site(server, group));
    if (group != null) {
      group.add(server.pid());
    }
    server.await();
    return site;
  }
}
