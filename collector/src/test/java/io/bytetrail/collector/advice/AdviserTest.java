package io.bytetrail.collector.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bytetrail.collector.calibration.Profile;
import io.bytetrail.collector.calibration.Profiles;
import io.bytetrail.collector.calibration.SampleProfiles;
import io.bytetrail.collector.calibration.Storage;
import io.bytetrail.collector.calibration.Technique;
import io.bytetrail.collector.calibration.Way;
import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Eviction;
import io.bytetrail.collector.report.EvidenceKind;
import io.bytetrail.collector.report.Lineage;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.SampleReports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviserTest {
  private static final long GIB = 1L << 30;
  private static final long DAY_NANOS = 86_400_000_000_000L;

  private final Map<Technique, Double> costs =
      new java.util.EnumMap<>(
          Map.of(
              Technique.STREAM, 0.8,
              Technique.HEAP, 0.4,
              Technique.DIRECT_BUFFER, 0.3,
              Technique.MMAP, 0.25,
              Technique.SENDFILE, 0.2,
              Technique.DIRECT_IO, 0.9,
              Technique.DIRECT_ASYNC, 0.7,
              Technique.COPY_FILE_RANGE, 0.1));

  @Test
  void advisesTheCheapest() {
    Advice advice = advise(stream(100, GIB));

    assertThat(advice.verdict()).isEqualTo("change");
    assertThat(advice.strategy()).isEqualTo("sendfile");
    assertThat(advice.cpuSavedPerGiB()).isEqualTo(0.6, within(0.01));
    assertThat(advice.interval().get(0)).isBetween(0.3, 0.6);
    assertThat(advice.interval().get(1)).isBetween(0.6, 0.9);
    assertThat(advice.change()).contains("in.read(buffer)").contains("file.transferTo");
    assertThat(advice.why()).contains("0.200 s a GiB").contains("0.800");
  }

  @Test
  void tellsWhatADaySaves() {
    // A GiB in a day.
    Advice.Prediction prediction = advise(stream(100, GIB)).prediction();
    assertThat(prediction.gibPerDay()).isEqualTo(1, within(1e-9));
    assertThat(prediction.cpuSavedPerDay()).isEqualTo(prediction.cpuSavedPerGiB(), within(1e-9));
    assertThat(prediction.cpuPerGiB()).isEqualTo(0.8, within(0.01));
    assertThat(prediction.confidence()).isEqualTo(0.8);
  }

  @Test
  void keepsWhatIsCheapest() {
    costs.put(Technique.STREAM, 0.15);
    Advice advice = advise(stream(100, GIB));
    assertThat(advice.verdict()).isEqualTo("keep");
    assertThat(advice.strategy()).isEqualTo("read-write");
    assertThat(advice.cpuSavedPerGiB()).isZero();
    assertThat(advice.change()).isEmpty();
  }

  @Test
  void keepsWhatIsHardlyDearer() {
    costs.put(Technique.STREAM, 0.207);
    Advice advice = advise(stream(100, GIB));
    assertThat(advice.verdict()).isEqualTo("keep");
    assertThat(advice.why()).contains("no gain worth having").contains("sendfile");
    assertThat(advice.prediction().compared()).contains("sendfile");
  }

  @Test
  void aMappingMustPayForItsHazards() {
    costs.put(Technique.MMAP, 0.198);
    assertThat(advise(stream(100, GIB)).strategy()).isEqualTo("sendfile");
    costs.put(Technique.MMAP, 0.15);
    Advice advice = advise(stream(100, GIB));
    assertThat(advice.strategy()).isEqualTo("mmap-write");
    assertThat(advice.change()).contains("cut short");
  }

  @Test
  void mapsNoFilesThatTheServiceWrites() {
    costs.put(Technique.MMAP, 0.1);
    Route growing = Routes.copy(stream(100, GIB), "write", "growing", Lineage.EXACT);
    Advice advice = advise(profile(), List.of(stream(100, GIB), growing), 17).get(0);
    assertThat(advice.strategy()).isEqualTo("sendfile");
    assertThat(advice.constraints()).anyMatch(each -> each.startsWith("mmap-write: the service"));
  }

  @Test
  void leavesTransformedBytesAlone() {
    Lineage tls = new Lineage("", "tls", null, 1, true, "tls");
    Advice advice = advise(Routes.copy(stream(100, GIB), "read-write", "1MiB-4MiB", tls));
    assertThat(advice.verdict()).isEqualTo("keep");
    assertThat(advice.why()).contains("tls").contains("has to pass through the application");
  }

  @Test
  void doesNotJudgeAGuess() {
    Lineage guess = new Lineage("", "", null, 0.5, false, "");
    Advice advice = advise(Routes.copy(stream(100, GIB), "read-write", "1MiB-4MiB", guess));
    assertThat(advice.verdict()).isEqualTo("unknown");
  }

  @Test
  void saysHowManyTransfersAreMissing() {
    Advice small = advise(stream(7, 7L << 12));
    assertThat(small.verdict()).isEqualTo("unknown");
    assertThat(small.transfersNeeded()).isEqualTo(23);
    assertThat(small.why()).contains("23 more");
    assertThat(advise(stream(1, GIB)).transfersNeeded()).isEqualTo(2);
    assertThat(advise(stream(3, 3 * GIB)).verdict()).isEqualTo("change");
  }

  @Test
  void readsIntoMemoryOfEnoughBytesNeedNoMoreTransfers() {
    Route once = Routes.copy(stream(1, GIB), "read", "1MiB-4MiB", Lineage.EXACT);
    assertThat(advise(once).verdict()).isEqualTo("keep");
    assertThat(advise(once).why()).contains("wants the bytes itself");
  }

  @Test
  void withoutACalibrationItSaysWhatToRun() {
    Advice advice =
        new Adviser(Profiles.of(List.of(), SampleProfiles.HOST))
            .advise(List.of(stream(100, GIB)), List.of(), 17, DAY_NANOS)
            .get(0)
            .advice();
    assertThat(advice.verdict()).isEqualTo("unknown");
    assertThat(advice.why())
        .isEqualTo(
            "this host has not been calibrated: run `bytetrail calibrate` on its filesystem");
  }

  @Test
  void aProfileOfAnotherJdkGivesNoAdvice() {
    Advice advice = advise(profile(), List.of(stream(100, GIB)), 25).get(0);
    assertThat(advice.verdict()).isEqualTo("unknown");
    assertThat(advice.why()).contains("calibrated with JDK 17, and this is 25");
  }

  @Test
  void directReadsNeedAFilesystemThatHasThem() {
    costs.put(Technique.DIRECT_ASYNC, 0.01);
    Profile without =
        SampleProfiles.with(profile(), SampleProfiles.HOST, new Storage("ext4", "vda", 0, 0));
    Advice advice = advise(without, List.of(stream(100, GIB)), 17).get(0);
    assertThat(advice.strategy()).isEqualTo("sendfile");
    assertThat(advice.constraints()).anyMatch(each -> each.startsWith("direct"));
  }

  @Test
  void whatComesFromTheDeviceIsRankedByElapsedTime() {
    // Hot, direct reads would take a second a GiB, however little CPU they take.
    costs.put(Technique.DIRECT_IO, 0.01);
    costs.put(Technique.DIRECT_ASYNC, 0.01);
    assertThat(advise(stream(100, GIB)).strategy()).isEqualTo("sendfile");
  }

  @Test
  void aRouteThatEvictsOthersIsChargedForIt() {
    Route route = stream(100, GIB);
    assertThat(advise(profile(), List.of(route), 17).get(0).strategy()).isEqualTo("sendfile");

    // For each GiB of it others read two again, 0.8 s dearer each; direct reads take a second.
    Eviction.Party others = Eviction.Party.of(Eviction.Kind.OTHER, "index");
    Eviction eviction =
        new Eviction(Eviction.Party.route(route), others, 2 * GIB, 2 * GIB, EvidenceKind.KERNEL);
    Advice advice = advise(profile(), List.of(route), List.of(eviction), 17).get(0);
    assertThat(advice.verdict()).isEqualTo("change");
    assertThat(advice.strategy()).isEqualTo("direct");
    assertThat(advice.why()).contains("costs 1.00").contains("2.40");
    assertThat(advice.basis()).anyMatch(each -> each.contains("took the place of others'"));

    // What it takes from itself is in its own misses already.
    Eviction.Party itself = Eviction.Party.route(route);
    Eviction own = new Eviction(itself, itself, 2 * GIB, 2 * GIB, EvidenceKind.KERNEL);
    assertThat(advise(profile(), List.of(route), List.of(own), 17).get(0).strategy())
        .isEqualTo("sendfile");
  }

  @Test
  void socketsHaveNoCopyPathToChoose() {
    Route socket = SampleReports.fileServer().routes().get(4);
    assertThat(advise(socket).verdict()).isEqualTo("keep");
  }

  private Advice advise(Route route) {
    return advise(profile(), List.of(route), 17).get(0);
  }

  private Profile profile() {
    return SampleProfiles.of((Way way, Long size) -> costs.get(way.technique()));
  }

  private static List<Advice> advise(Profile profile, List<Route> routes, int javaFeature) {
    return advise(profile, routes, List.of(), javaFeature);
  }

  private static List<Advice> advise(
      Profile profile, List<Route> routes, List<Eviction> evictions, int javaFeature) {
    List<Advice> advice = new ArrayList<>();
    new Adviser(Profiles.of(List.of(profile), SampleProfiles.HOST))
        .advise(routes, evictions, javaFeature, DAY_NANOS)
        .forEach(route -> advice.add(route.advice()));
    return advice;
  }

  /** A hot one, of 8 KiB reads and writes. */
  private static Route stream(long transfers, long bytes) {
    return Routes.stream(transfers, bytes);
  }
}
