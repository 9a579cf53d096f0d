package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One read of one file wherever the kernel's side is there in part, or not at all: the agent's
 * bytes are the same, what is not known is not said, and the report tells why.
 */
class RungsIT {
  private static final int BYTES = 1 << 20;
  private static final Path PROBE = Path.of("../../native/target/bytetrail-probe").toAbsolutePath();
  private static final Jdk JDK = Jdk.of(17);

  @TempDir Path directory;

  @BeforeEach
  void needsRoot() {
    assumeThat(System.getProperty("user.name")).as("mounts and namespaces").isEqualTo("root");
  }

  @Test
  void withoutAWayToHearOfLookupsHitsAreNotKnown() throws Exception {
    JsonNode report = read(Reported.jvm(JDK, directory, "probe=" + probeWith("--from=none")));
    JsonNode route = route(report);

    assertThat(rung(report)).isEqualTo("kernel");
    assertThat(missing(report))
        .contains("program mm_filemap_get_pages is not attached: left out (--from)")
        .contains("program tcp_sendmsg_locked is not attached: left out (--from)");
    assertThat(cache(route)).isEqualTo("UNKNOWN");
    assertThat(route.get("cacheHitBytes").asLong()).isZero();
    assertThat(route.get("readAheadBytes").asLong()).isZero();
    assertThat(route.get("evidence").get("device").asText()).isEqualTo("KERNEL");
  }

  @Test
  void withoutBtfOnlyTheProcessIsAccountedFor() throws Exception {
    JsonNode report = read(inMounts("mount -t tmpfs none /sys/kernel/btf"));

    assertThat(rung(report)).isEqualTo("accounted");
    assertThat(missing(report)).contains("this kernel has no BTF (/sys/kernel/btf/vmlinux)");
    assertThat(cache(route(report))).isNotEqualTo("KERNEL");
  }

  @Test
  void withLockdownTheReasonIsNamed() throws Exception {
    Path lockdown =
        Files.writeString(directory.resolve("lockdown"), "none integrity [confidentiality]\n");
    JsonNode report =
        read(
            inMounts(
                "mount -t tmpfs none /sys/kernel/security",
                "cp " + lockdown + " /sys/kernel/security/lockdown"));

    assertThat(rung(report)).isEqualTo("accounted");
    assertThat(missing(report)).contains("the kernel is locked down (confidentiality)");
  }

  @Test
  void withoutThisArchitecturesProbeTheReportSaysSo() throws Exception {
    JsonNode report = read(Reported.jvm(JDK, directory).options("-Dos.arch=riscv64"));

    assertThat(rung(report)).isEqualTo("accounted");
    assertThat(missing(report)).contains("this jar holds no native/linux-riscv64/bytetrail-probe");
  }

  @Test
  void withoutLinuxThereAreNoKernelCounts() throws Exception {
    JsonNode report = read(Reported.jvm(JDK, directory).options("-Dos.name=FreeBSD"));

    assertThat(missing(report)).contains("the kernel's counts need Linux, and this is FreeBSD");
    assertThat(rung(report)).isNotEqualTo("kernel");
  }

  @Test
  void inAUserNamespaceTheProbeIsRefused() throws Exception {
    JsonNode report =
        read(Reported.jvm(JDK, directory).under("unshare", "--user", "--map-root-user"));

    assertThat(rung(report)).isEqualTo("accounted");
    assertThat(missing(report)).contains("CAP_BPF");
  }

  @Test
  void inAContainersPidNamespaceNothingIsMissing() throws Exception {
    JsonNode report =
        read(
            Reported.jvm(JDK, directory)
                .under("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));

    assertKernelSawAll(report);
  }

  @Test
  void inAContainerWithTheHostsPidsNothingIsMissing() throws Exception {
    JsonNode report =
        read(Reported.jvm(JDK, directory).under("unshare", "--mount", "--ipc", "--uts"));

    assertKernelSawAll(report);
  }

  @Test
  void throughAnOverlayTheFilesBytesAreSeen() throws Exception {
    Path disk = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "overlay");
    for (String each : List.of("lower", "upper", "work", "merged")) {
      Files.createDirectory(disk.resolve(each));
    }
    Reported.file(disk.resolve("lower"), BYTES);
    String options = "lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work".replace("%s", disk + "");
    try {
      JsonNode report =
          read(
              inMounts("mount -t overlay overlay -o " + options + " " + disk + "/merged"),
              disk.resolve("merged").resolve(Reported.SERVED));

      assertKernelSawAll(report);
      assertThat(route(report).get("movement").get("storage").get("over").asText())
          .isEqualTo("overlay");
    } finally {
      assertThat(new ProcessBuilder("rm", "-rf", disk.toString()).start().waitFor()).isZero();
    }
  }

  private static void assertKernelSawAll(JsonNode report) {
    JsonNode route = route(report);
    assertThat(rung(report)).isEqualTo("kernel");
    assertThat(missing(report)).isEmpty();
    assertThat(cache(route)).isEqualTo("KERNEL");
    long found =
        route.get("cacheHitBytes").asLong()
            + route.get("readAheadBytes").asLong()
            + route.get("stalledBytes").asLong();
    assertThat(found).isEqualTo(BYTES);
  }

  /** A JVM with mounts of its own, which end with it. */
  private ChildJvm inMounts(String... commands) {
    String all = String.join(" && ", commands) + " && exec \"$@\"";
    return Reported.jvm(JDK, directory).under("unshare", "--mount", "sh", "-c", all, "sh");
  }

  private Path probeWith(String option) throws IOException {
    Path script = directory.resolve("probe");
    Files.writeString(script, "#!/bin/sh\nexec " + PROBE + " " + option + " \"$@\"\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private JsonNode read(ChildJvm jvm) throws Exception {
    Path disk = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "rungs");
    Path file = Reported.file(disk, BYTES);
    try {
      return read(jvm, file);
    } finally {
      Files.delete(file);
      Files.delete(disk);
    }
  }

  private JsonNode read(ChildJvm jvm, Path file) throws Exception {
    try (Conversation talk = new Conversation(jvm, directory)) {
      assertThat(talk.ask("read " + file)).isEqualTo("read " + BYTES);
      assertThat(talk.finish().exit()).isZero();
    }
    Reported reported = Reported.in(directory);
    assertThat(reported.fileBytes()).as("as the agent counts, on every rung").isEqualTo(BYTES);
    return new ObjectMapper().readTree(directory.resolve("report.json").toFile());
  }

  private static JsonNode route(JsonNode report) {
    for (JsonNode route : report.get("routes")) {
      if (route.get("file").asText().endsWith(Reported.SERVED)) {
        return route;
      }
    }
    throw new AssertionError("no route of the test's file in " + report);
  }

  private static String cache(JsonNode route) {
    return route.get("evidence").get("cache").asText();
  }

  private static String rung(JsonNode report) {
    return report.get("evidence").get("rung").asText();
  }

  private static String missing(JsonNode report) {
    StringBuilder all = new StringBuilder();
    report.get("evidence").get("missing").forEach(each -> all.append(each.asText()).append('\n'));
    return all.toString();
  }
}
