package io.bytetrail.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bytetrail.ledger.LaneSnapshot;
import io.bytetrail.ledger.LedgerSnapshot;
import io.bytetrail.testing.ChildJvm;
import io.bytetrail.testing.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.DataAmount;
import jdk.jfr.EventType;
import jdk.jfr.Frequency;
import jdk.jfr.Percentage;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Transfers and lanes in the recordings of users: each of them once, and only when asked for. */
class FlightRecordingIT {
  private static final String TRANSFER = "bytetrail.Transfer";
  private static final String LANE = "bytetrail.Lane";
  private static final String AGENT = "bytetrail.Agent";

  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.tested().stream();
  }

  static Stream<Arguments> threads() {
    return OperationsIT.threads();
  }

  /** Every operation there is, from the start of the JVM to its end: as the ledger counted them. */
  @ParameterizedTest
  @MethodSource("threads")
  void recordsEveryTransferOnce(Jdk jdk, String threads) throws Exception {
    Path file = directory.resolve("all.jfr");
    ChildJvm jvm =
        Agents.jvm(jdk, directory)
            .options(
                "-Xlog:jfr*=off",
                "-XX:StartFlightRecording:settings=none,+bytetrail.Transfer#enabled=true,filename="
                    + file);
    // JDK 17 prints the recording's settings.
    ChildJvm.Result result = jvm.run(Operations.class.getName(), directory.toString(), threads);
    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    LedgerSnapshot ledger = Agents.ledger(directory);

    Map<Integer, Counts> recorded = new TreeMap<>();
    for (RecordedEvent event : events(file, TRANSFER)) {
      if (isOurs(event.getString("site"))) {
        assertThat(event.getDuration()).as("%s", event).isPositive();
        recorded.merge(event.getInt("lane"), Counts.of(event), Counts::plus);
      }
    }
    Map<Integer, Counts> counted =
        ledger.lanes().stream()
            .filter(lane -> lane.calls() > 0 && isOurs(lane.site()) && movesFileBytes(lane))
            .collect(Collectors.toMap(LaneSnapshot::id, Counts::of));
    assertThat(recorded).hasSizeGreaterThan(40).isEqualTo(counted);
    assertThat(events(file, AGENT)).hasSize(1);
    assertThat(events(file, AGENT).get(0).getLong("suppressed")).isZero();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsOnlyWhatARecordingAsksFor(Jdk jdk) throws Exception {
    Path served = Reported.file(directory, FlightRecordingApplication.SIZE);
    ChildJvm.Result result =
        Reported.jvm(jdk, directory)
            .run(FlightRecordingApplication.class.getName(), served.toString());
    assertThat(result).isEqualTo(new ChildJvm.Result(0, "", ""));
    Reported.in(directory);

    assertThat(ours(directory.resolve("unaware.jfr"))).isEmpty();
    assertThat(events(directory.resolve("patient.jfr"), TRANSFER)).isEmpty();
    assertThat(sites(directory.resolve("second.jfr"))).isEqualTo(Map.of("wanted", 3L, "main", 1L));

    Path wanting = directory.resolve("wanting.jfr");
    assertThat(sites(wanting)).isEqualTo(Map.of("wanted", 3L, "main", 1L));
    for (RecordedEvent event : served(wanting)) {
      if (site(event).equals("wanted")) {
        assertWhole(event, served);
      } else {
        assertThat(event.getBoolean("continued")).isTrue();
        assertThat(event.getLong("bytes")).isEqualTo(2L * FlightRecordingApplication.PART);
        assertThat(event.getLong("calls")).isEqualTo(2);
      }
    }
    assertLanes(wanting);
    assertUnits(wanting);
    MissionControl shown = MissionControl.open(wanting);
    shown.assertShows(TRANSFER);
    shown.assertShows(LANE);
    shown.assertShows(AGENT);
  }

  /** Parts of transfers that several threads make, told at every moment, add up all the same. */
  @ParameterizedTest
  @MethodSource("jdks")
  void addsUpWhileChunksEnd(Jdk jdk) throws Exception {
    Path served = Reported.file(directory, RecordedThreads.SIZE);
    LedgerSnapshot ledger =
        Agents.run(Agents.jvm(jdk, directory), directory, RecordedThreads.class, served.toString());

    Map<Integer, Counts> recorded = new TreeMap<>();
    for (RecordedEvent event : events(directory.resolve("threads.jfr"), TRANSFER)) {
      if (event.getString("path").equals(served.toString())) {
        recorded.merge(event.getInt("lane"), Counts.of(event), Counts::plus);
      }
    }
    Map<Integer, Counts> counted =
        ledger.lanes().stream()
            .filter(lane -> lane.calls() > 0 && lane.path().equals(served.toString()))
            .collect(Collectors.toMap(LaneSnapshot::id, Counts::of));
    assertThat(recorded).hasSize(2).isEqualTo(counted);
  }

  /** As an operator does it, to a service that runs. */
  @ParameterizedTest
  @MethodSource("jdks")
  void recordsForJcmd(Jdk jdk) throws Exception {
    int size = 3 * Obedient.CHUNK;
    String served = Reported.file(directory, size).toString();
    Path file = directory.resolve("jcmd.jfr");
    Path settings =
        Files.writeString(
            directory.resolve("files.jfc"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><configuration version=\"2.0\">"
                + "<event name=\"bytetrail.Transfer\"><setting name=\"enabled\">true</setting>"
                + "</event></configuration>");
    try (Conversation talk = new Conversation(Reported.jvm(jdk, directory), directory)) {
      talk.ask("read " + served);
      jcmd(jdk, talk.process(), "JFR.start", "name=files", "settings=" + settings);
      talk.ask("read " + served);
      talk.ask("read " + served);
      jcmd(jdk, talk.process(), "JFR.stop", "name=files", "filename=" + file);
      talk.ask("read " + served);
      assertThat(talk.finish().err()).isEmpty();
    }
    assertThat(Reported.in(directory).fileBytes()).isEqualTo(4L * size);
    assertThat(sites(file)).isEqualTo(Map.of("read", 2L));
    assertThat(served(file)).allMatch(event -> event.getLong("bytes") == size);
    assertThat(events(file, LANE)).isEmpty();
  }

  /** A runtime image may have been linked without Flight Recorder. */
  @ParameterizedTest
  @MethodSource("jdks")
  void needsNoFlightRecorder(Jdk jdk) throws Exception {
    ChildJvm jvm =
        Agents.jvm(jdk, directory).options("--limit-modules", "java.base,java.instrument");
    ChildJvm.Result result = jvm.run(Hello.class.getName());
    assertThat(result.exit()).isZero();
    assertThat(result.err()).isEmpty();
    Agents.ledger(directory);
  }

  private static void assertWhole(RecordedEvent event, Path file) {
    assertThat(event.getBoolean("continued")).isFalse();
    assertThat(event.getLong("bytes")).isEqualTo(FlightRecordingApplication.SIZE);
    assertThat(event.getLong("jvmCopiedBytes")).isEqualTo(FlightRecordingApplication.SIZE);
    assertThat(event.getLong("calls")).isEqualTo(FlightRecordingApplication.SIZE / 4096 + 2);
    assertThat(event.getLong("errors")).isZero();
    assertThat(event.getString("path")).isEqualTo(file.toString());
    assertThat(event.getString("strategy")).isEqualTo("read");
    assertThat(event.getString("operations")).isEqualTo("FileInputStream.read");
    assertThat(event.getString("sizeClass")).isEqualTo("64KiB-256KiB");
    assertThat(event.getString("target")).isEqualTo("memory");
    assertThat(event.getThread("thread").getJavaName()).isEqualTo("main");
    assertThat(event.getThread().getJavaName()).isEqualTo("main");
    assertThat(event.getStackTrace().getFrames())
        .anyMatch(frame -> frame.getMethod().getName().equals("wanted"));
  }

  /** When a chunk begins and when it ends, if the recording says no more; here in the latter. */
  private static void assertLanes(Path file) throws IOException {
    List<RecordedEvent> lanes =
        events(file, LANE).stream().filter(event -> site(event).equals("wanted")).toList();
    assertThat(lanes).hasSize(1);
    assertThat(lanes.get(0).getLong("transfers")).isEqualTo(FlightRecordingApplication.READS);
    assertThat(lanes.get(0).getLong("fileBytes"))
        .isEqualTo((long) FlightRecordingApplication.READS * FlightRecordingApplication.SIZE);
    assertThat(lanes.get(0).getString("lineageEvidence")).isEqualTo("ACCOUNTED");
  }

  /** What Mission Control shows with a unit must have one. */
  private static void assertUnits(Path file) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      List<EventType> types =
          recording.readEventTypes().stream()
              .filter(type -> type.getName().startsWith("bytetrail."))
              .toList();
      assertThat(types)
          .extracting(EventType::getName)
          .containsExactlyInAnyOrder(TRANSFER, LANE, AGENT);
      for (EventType type : types) {
        assertThat(type.getCategoryNames()).containsExactly("bytetrail");
        assertThat(type.getLabel()).isNotEmpty();
        assertThat(type.getDescription()).isNotEmpty();
        for (ValueDescriptor field : type.getFields()) {
          assertThat(field.getLabel()).as(field.getName()).isNotEmpty();
          assertUnit(field);
        }
      }
    }
  }

  private static void assertUnit(ValueDescriptor field) {
    String name = field.getName();
    if (name.endsWith("ytes") || name.endsWith("ByteRate")) {
      assertThat(field.getAnnotation(DataAmount.class)).as(name).isNotNull();
    }
    if (name.endsWith("Rate")) {
      assertThat(field.getAnnotation(Frequency.class)).as(name).isNotNull();
    }
    if (name.endsWith("Share") || name.endsWith("Confidence")) {
      assertThat(field.getAnnotation(Percentage.class)).as(name).isNotNull();
    }
    if (name.equals("stalledTime")) {
      assertThat(field.getAnnotation(Timespan.class).value()).isEqualTo(Timespan.NANOSECONDS);
    }
  }

  private static void jcmd(Jdk jdk, Process process, String... command) throws Exception {
    List<String> line =
        Stream.concat(
                Stream.of(jdk.home().resolve("bin/jcmd").toString(), Long.toString(process.pid())),
                Stream.of(command))
            .toList();
    Process jcmd =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(jcmd.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(jcmd.exitValue()).isZero();
  }

  private static boolean movesFileBytes(LaneSnapshot lane) {
    return lane.upstream() != 0 || !lane.operation().name().startsWith("SOCKET_");
  }

  private static boolean isOurs(String site) {
    return site.startsWith(Operations.class.getName() + ".");
  }

  private static List<RecordedEvent> events(Path file, String type) throws IOException {
    return ours(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .toList();
  }

  private static List<RecordedEvent> ours(Path file) throws IOException {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("bytetrail."))
        .toList();
  }

  private static List<RecordedEvent> served(Path file) throws IOException {
    return events(file, TRANSFER).stream()
        .filter(event -> event.getString("path").endsWith(Reported.SERVED))
        .toList();
  }

  /** How many transfers of the served file each method of the application's made. */
  private static Map<String, Long> sites(Path file) throws IOException {
    return served(file).stream()
        .collect(Collectors.groupingBy(FlightRecordingIT::site, Collectors.counting()));
  }

  private static String site(RecordedEvent event) {
    String site = event.getString("site");
    String method = site.substring(0, site.indexOf('('));
    return method.substring(method.lastIndexOf('.') + 1);
  }

  private record Counts(long transfers, long calls, long bytes, long errors) {
    private static Counts of(RecordedEvent event) {
      return new Counts(
          event.getBoolean("continued") ? 0 : 1,
          event.getLong("calls"),
          event.getLong("bytes"),
          event.getLong("errors"));
    }

    private static Counts of(LaneSnapshot lane) {
      return new Counts(lane.transfers(), lane.calls(), lane.bytes(), lane.errors());
    }

    private Counts plus(Counts other) {
      return new Counts(
          transfers + other.transfers,
          calls + other.calls,
          bytes + other.bytes,
          errors + other.errors);
    }
  }
}
