package io.bytetrail.collector.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.bytetrail.collector.report.Advice;
import io.bytetrail.collector.report.Outcome;
import io.bytetrail.collector.report.Report;
import io.bytetrail.collector.report.Route;
import io.bytetrail.collector.report.SampleReports;
import io.bytetrail.collector.report.Variants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomesTest {
  private static final List<String> STREAM = List.of("FileInputStream.read", "Socket.write");
  private static final List<String> TRANSFER = List.of("FileChannel.transferTo");

  @TempDir private Path directory;

  /** 0.71 s a GiB, of which sendfile saves 0.42 (0.31 … 0.53). */
  private static Route before(int line) {
    return route(line, "read-write", STREAM, change(0.71, 0.29, "sendfile"));
  }

  @Test
  void saysNothingOfWhatWasNotChanged() throws Exception {
    keep(1, before(88));
    assertThat(judged(before(91))).isEqualTo(Outcome.NONE);
  }

  @Test
  void putsWhatCameBesideWhatWasPredicted() throws Exception {
    keep(1000, before(88));

    Outcome outcome = judged(route(93, "sendfile", TRANSFER, keep("sendfile", 0.32, 0.35)));
    assertThat(outcome.judgement()).isEqualTo("as predicted");
    assertThat(outcome.followed()).isTrue();
    assertThat(outcome.from()).isEqualTo("read-write");
    assertThat(outcome.fromSite()).isEqualTo(site(88));
    assertThat(outcome.advisedMillis()).isEqualTo(1000);
    assertThat(outcome.predicted()).isEqualTo(0.42);
    assertThat(outcome.predictedInterval()).containsExactly(0.31, 0.53);
    assertThat(outcome.realised()).isEqualTo(0.71 - 0.32, within(1e-9));
    // The half-width 0.11 was that of costs 0.71 and 0.29; 0.01 that of 0.32 and 0.35.
    double then = 0.11 / Math.hypot(0.71, 0.29);
    double now = 0.01 / Math.hypot(0.32, 0.35);
    double width = Math.hypot(then * 0.71, now * 0.32);
    assertThat(outcome.realisedInterval().get(0)).isEqualTo(0.39 - width, within(1e-9));
    assertThat(outcome.realisedInterval().get(1)).isEqualTo(0.39 + width, within(1e-9));
  }

  @Test
  void warnsOfAChangeForTheWorse() throws Exception {
    keep(1, before(88));
    assertThat(judged(route(88, "sendfile", TRANSFER, keep("sendfile", 1.2, 1.3))).judgement())
        .isEqualTo(Outcome.WORSE);
  }

  @Test
  void saysWhenLessCameThanPredicted() throws Exception {
    keep(1, before(88));
    assertThat(judged(route(88, "sendfile", TRANSFER, keep("sendfile", 0.66, 0.7))).judgement())
        .isEqualTo("less than predicted");
  }

  @Test
  void predictsNothingForAChangeThatWasNotAdvised() throws Exception {
    keep(1, before(88));
    Outcome outcome =
        judged(
            route(
                88,
                "mmap-write",
                List.of("FileChannel.map", "SocketChannel.write"),
                keep("mmap-write", 0.4, 0.5)));
    assertThat(outcome.followed()).isFalse();
    assertThat(outcome.judgement()).isEqualTo("better");
    assertThat(outcome.advised()).isEqualTo("sendfile");
  }

  @Test
  void staysInLaterRunsUntilTheNextChange() throws Exception {
    Route after = route(90, "sendfile", TRANSFER, keep("sendfile", 0.32, 0.35));
    keep(1, before(88));
    keep(2, after);
    keep(3, after);
    assertThat(judged(after).from()).isEqualTo("read-write");
    keep(4, before(88));
    assertThat(judged(before(88)).from()).isEqualTo("sendfile");
    assertThat(judged(before(88)).judgement()).isEqualTo(Outcome.WORSE);
  }

  @Test
  void takesTwoLinesOfAMethodForWhatTheyAre() throws Exception {
    Route other = route(120, "sendfile", TRANSFER, keep("sendfile", 0.32, 0.35));
    keep(1, before(88), other);
    keep(2, before(88), other);
    Report report = new Outcomes(directory.toString()).judge(report(before(88), other));
    assertThat(report.routes()).extracting(Route::outcome).containsOnly(Outcome.NONE);
  }

  @Test
  void keepsWhatSeveralProcessesAreAdvisedAtOnce() throws Exception {
    IntStream.range(0, 6)
        .parallel()
        .forEach(
            i -> {
              try {
                new AdviceBook(directory, "service").add(List.of(entry("com.acme.A.m" + i, i)));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(new AdviceBook(directory, "service").read()).hasSize(6);
    assertThat(files()).as("nothing is left beside the book and its lock").hasSize(2);
  }

  @Test
  void forgetsTheOldestFirst() throws Exception {
    AdviceBook book = new AdviceBook(directory, "service");
    book.add(IntStream.range(0, 700).mapToObj(i -> entry("com.acme.A.m" + i, i)).toList());
    assertThat(book.read())
        .hasSize(AdviceBook.MOST_ENTRIES)
        .extracting(Entry::millis)
        .startsWith(700L - AdviceBook.MOST_ENTRIES)
        .endsWith(699L);
  }

  @Test
  void replacesWhatIsNoBookAndSaysSo() throws Exception {
    keep(1, before(88));
    Path file = files().stream().filter(f -> f.toString().endsWith(".json")).findFirst().get();
    for (String broken :
        List.of("", "{\"version\":1,\"ent", "[]", "{\"version\":1,\"entries\":[{}]}")) {
      Files.writeString(file, broken);
      Report report = new Outcomes(directory.toString()).judge(report(before(88)));
      assertThat(report.evidence().missing())
          .as(broken)
          .anyMatch(why -> why.contains("earlier advice is not known"));
    }
    keep(2, before(88));
    assertThat(new AdviceBook(directory, "file-server").read()).hasSize(1);
  }

  @Test
  void leavesTheBookOfALaterVersionAsItIs() throws Exception {
    keep(1, before(88));
    Path file = files().stream().filter(f -> f.toString().endsWith(".json")).findFirst().get();
    Files.writeString(file, "{\"version\":2}");
    assertThatThrownBy(() -> keep(2, before(88))).hasMessageContaining("has version 2");
    assertThat(file).hasContent("{\"version\":2}");
  }

  @Test
  void writesNothingWhenThereIsNoAdviceOrNobodyWantsIt() throws Exception {
    new Outcomes(directory.toString()).keep(SampleReports.fileServer(), 1);
    new Outcomes("off").keep(report(before(88)), 1);
    assertThat(files()).isEmpty();
  }

  @Test
  void saysThatAPlaceCannotBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> new Outcomes(file.toString()).keep(report(before(88)), 1))
        .hasMessageContaining("file");
  }

  private void keep(long millis, Route... routes) throws Exception {
    new Outcomes(directory.toString()).keep(report(routes), millis);
  }

  private Outcome judged(Route route) {
    return new Outcomes(directory.toString()).judge(report(route)).routes().get(0).outcome();
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Report report(Route... routes) {
    return SampleReports.fileServer().withRoutes(List.of(routes));
  }

  private static String site(int line) {
    return "com.acme.Download.send(Download.java:" + line + ")";
  }

  private static Route route(int line, String strategy, List<String> operations, Advice advice) {
    Route sample = SampleReports.fileServer().routes().get(0);
    return Variants.moved(
        Variants.of(sample, site(line), sample.sizeClass(), 1, advice), strategy, operations);
  }

  private static Entry entry(String method, long millis) {
    return new Entry(
        method + "(A.java:1)",
        "1MiB-4MiB",
        "socket",
        "read-write",
        STREAM,
        "17",
        millis,
        millis,
        "sendfile",
        0.42,
        List.of(0.31, 0.53),
        0.71,
        0.1);
  }

  private static Advice change(double cost, double better, String strategy) {
    return new Advice(
        Advice.CHANGE,
        strategy,
        "it is cheaper",
        cost - better,
        List.of(0.31, 0.53),
        "code",
        List.of(),
        prediction(cost, better, 0.11),
        List.of(),
        0,
        List.of());
  }

  private static Advice keep(String strategy, double cost, double other) {
    return Advice.keep(
        strategy, "it is the cheapest", prediction(cost, other, 0.01), List.of(), List.of());
  }

  private static Advice.Prediction prediction(double cost, double other, double width) {
    double saved = cost - other;
    return new Advice.Prediction(
        "another",
        cost,
        other,
        saved,
        List.of(saved - width, saved + width),
        0,
        List.of(0.0, 0.0),
        0,
        0,
        List.of(0.0, 0.0),
        0,
        0.8);
  }
}
