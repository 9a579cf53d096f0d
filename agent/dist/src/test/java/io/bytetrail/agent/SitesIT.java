package io.bytetrail.agent;

import static io.bytetrail.agent.Opener.SIZE;
import static io.bytetrail.agent.Opener.TURNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.testing.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a file was opened, whoever is on the stack; and that no call is filed elsewhere. */
class SitesIT {
  private static final String SPRING = "org.springframework.fake.Resource.open(Resource.java)";
  private static final String OPENER = "io.bytetrail.agent.Opener.";

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void foldsFrameworksAway(Jdk jdk) throws Exception {
    assertThat(sites(jdk))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                OPENER + "plain(Opener.java)",
                1L,
                OPENER + "viaFramework(Opener.java) via " + SPRING,
                1L,
                OPENER + "lambda (lambda) (Opener.java) via " + SPRING,
                1L,
                OPENER + "reflection(Opener.java) via " + SPRING,
                1L,
                OPENER + "methodHandle(Opener.java) via " + SPRING,
                1L,
                OPENER + "behindProxy(Opener.java) via " + SPRING,
                1L,
                "org.apache.catalina.fake.servlets.DefaultServlet.run(DefaultServlet.java) via"
                    + " org.apache.catalina.fake.resources.FileResource.getInputStream"
                    + "(FileResource.java)",
                1L,
                OPENER + "below(Opener.java) via " + SPRING,
                (long) TURNS,
                OPENER + "besides(Opener.java) via " + SPRING,
                (long) TURNS));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void keepsAsManyFramesAsAreAskedFor(Jdk jdk) throws Exception {
    assertThat(sites(jdk, "site.depth=2"))
        .containsEntry(OPENER + "plain(Opener.java) < " + OPENER + "main(Opener.java)", 1L)
        .containsEntry(
            OPENER + "below(Opener.java) < " + OPENER + "main(Opener.java) via " + SPRING,
            (long) TURNS);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void foldsWhatIsToBeSkipped(Jdk jdk) throws Exception {
    assertThat(sites(jdk, "site.skip=com.example:-org.springframework"))
        .containsEntry(SPRING, 5L + 2 * TURNS)
        .containsEntry(OPENER + "plain(Opener.java)", 1L)
        .hasSize(3);
  }

  /** Calls by site and via, without line numbers; of the test's own file. */
  private Map<String, Long> sites(Jdk jdk, String... options) throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[SIZE]);
    LedgerSnapshot ledger =
        Agents.run(Agents.jvm(jdk, directory, options), directory, Opener.class, file.toString());
    Map<String, Long> calls = new TreeMap<>();
    List<LaneSnapshot> lanes =
        ledger.lanes().stream().filter(lane -> lane.path().equals(file.toString())).toList();
    for (LaneSnapshot lane : lanes) {
      assertThat(lane.bytes()).isEqualTo(lane.calls() * SIZE);
      assertThat(lane.transfers()).isEqualTo(lane.calls());
      String site = lane.site() + (lane.via().isEmpty() ? "" : " via " + lane.via());
      calls.merge(site.replaceAll(":\\d+\\)", ")"), lane.calls(), Long::sum);
    }
    return calls;
  }
}
