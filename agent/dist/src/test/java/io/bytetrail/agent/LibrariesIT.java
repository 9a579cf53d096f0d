package io.bytetrail.agent;

import static io.bytetrail.agent.Agents.CLASSES;
import static io.bytetrail.ledger.Operation.FILE_CHANNEL_READ_DIRECT;
import static io.bytetrail.ledger.Operation.NATIVE_SENDFILE;
import static io.bytetrail.ledger.Operation.NATIVE_SOCKET_READ;
import static io.bytetrail.ledger.Operation.NATIVE_SOCKET_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerReader;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.ledger.Operation;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Types that are woven outside the JDK: whichever loader they are of, whatever their version. */
class LibrariesIT {
  private static final int SIZE = 10_000;

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void countsWhatARelocatedNettySendsNatively(Jdk jdk) throws Exception {
    Path file = Files.write(directory.resolve("sent.bin"), new byte[SIZE]);
    ChildJvm jvm =
        ChildJvm.on(jdk)
            .options("-cp", CLASSES + File.pathSeparator + nettyJar())
            .agent(Agents.JAR, Agents.options(directory));

    ChildJvm.Result result = jvm.run(ShadedNetty.class.getName(), file.toString());

    assertThat(result.exit()).as("%s", result).isZero();
    LedgerSnapshot ledger = Agents.ledger(directory);
    List<LaneSnapshot> sent = lanes(ledger, NATIVE_SENDFILE);
    assertThat(sent).extracting(LaneSnapshot::bytes).containsExactly((long) SIZE, (long) SIZE);
    assertThat(sent).extracting(LaneSnapshot::path).containsOnly(file.toString());
    List<LaneSnapshot> written = lanes(ledger, NATIVE_SOCKET_WRITE);
    assertThat(written.stream().mapToLong(LaneSnapshot::bytes).sum())
        .isEqualTo(2L * SIZE + ShadedNetty.HEADER);
    assertThat(written)
        .allSatisfy(
            lane ->
                assertThat(ledger.lane(lane.upstream()).orElseThrow().operation())
                    .isEqualTo(FILE_CHANNEL_READ_DIRECT));
    assertThat(lanes(ledger, NATIVE_SOCKET_READ).stream().mapToLong(LaneSnapshot::bytes).sum())
        .isEqualTo(ShadedNetty.ANSWER);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhichMethodsAVersionDoesNotHave(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "twice");

    assertThat(ledger.firstError())
        .contains("fake.io.netty.channel.unix.Socket is of an unknown version: no ")
        .contains("recvAddress(JII)I")
        .doesNotContain("sendAddress")
        .doesNotContain("; ");
    assertThat(ledger.suppressed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheClassesOfALoaderAloneThatHidesTheHooks(Jdk jdk) throws Exception {
    LedgerSnapshot ledger = run(jdk, "hidden");

    assertThat(ledger.firstError()).contains("its class loader hides io.bytetrail");
    assertThat(ledger.suppressed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void keepsNoLoaderFromBeingUnloaded(Jdk jdk) throws Exception {
    assertThat(run(jdk, "unloaded").suppressed()).isZero();
  }

  private LedgerSnapshot run(Jdk jdk, String what) throws IOException, InterruptedException {
    ChildJvm.Result result = Agents.jvm(jdk, directory).run(StrangeLoaders.class.getName(), what);
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    try (Stream<Path> files = Files.walk(directory)) {
      return LedgerReader.read(
          files.filter(file -> file.toString().endsWith(".ledger")).findFirst().orElseThrow());
    }
  }

  private static List<LaneSnapshot> lanes(LedgerSnapshot ledger, Operation operation) {
    return ledger.lanes().stream()
        .filter(lane -> lane.operation() == operation && lane.bytes() > 0)
        .toList();
  }

  private static String nettyJar() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.contains("grpc-netty-shaded"))
        .findFirst()
        .orElseThrow();
  }
}
