package io.bytetrail.collector.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bytetrail.collector.probe.FakeProbe;
import io.bytetrail.collector.probe.FakeProbe.Behaviour;
import io.bytetrail.ledger.LedgerFile;
import io.bytetrail.ledger.LedgerSettings;
import io.bytetrail.ledger.LedgerWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Set<Thread> marked = ConcurrentHashMap.newKeySet();
  @TempDir private Path directory;
  private LedgerFile ledger;
  private Map<String, String> options;

  @BeforeEach
  void makeLedger() throws Exception {
    int pid = (int) ProcessHandle.current().pid();
    LedgerSettings settings =
        new LedgerSettings(pid, 0, System.currentTimeMillis(), "test", "17.0.15", 8, 8, 16);
    ledger = LedgerFile.create(List.of(directory), settings);
    var unused = new LedgerWriter(ledger.memory(), settings, 0x1000, 1024);
    options = new HashMap<>();
    options.put("report.json", json().toString());
    options.put("report.text", directory.resolve("report.txt").toString());
    options.put("interval", "100ms");
    options.put("probe.wait", "30s");
  }

  @AfterEach
  void removeLedger() throws Exception {
    ledger.delete();
  }

  @Test
  void reportsFromTheKernelRung() throws Exception {
    JsonNode report = reportOf(Behaviour.SOUND);

    assertThat(report.at("/evidence/rung").asText()).isEqualTo("kernel");
    assertThat(report.get("service").asText()).isEqualTo("test");
    assertThat(report.at("/evidence/missing")).isEmpty();
    assertThat(directory.resolve("report.txt")).content().startsWith("bytetrail  test, pid ");
  }

  @Test
  void marksEveryThreadAndLeavesNone() throws Exception {
    reportOf(Behaviour.SOUND);

    assertThat(marked).extracting(Thread::getName).contains("bytetrail");
    for (Thread thread : marked) {
      if (thread != Thread.currentThread()) {
        thread.join(PATIENCE.toMillis());
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void fallsToTheAccountedRungWithoutAProbe() throws Exception {
    options.put("probe", directory.resolve("not-there").toString());
    JsonNode report = report();

    assertThat(report.at("/evidence/rung").asText()).isEqualTo("accounted");
    assertThat(missing(report)).contains("not-there is not an executable file");
  }

  @Test
  void saysWhyWhenTheKernelRefuses() throws Exception {
    JsonNode report = reportOf(Behaviour.REFUSED_BY_KERNEL);

    assertThat(report.at("/evidence/rung").asText()).isEqualTo("accounted");
    assertThat(missing(report)).contains("cannot load the eBPF programs: not permitted");
  }

  @Test
  void saysThatTheProbeSpeaksAnotherVersion() throws Exception {
    assertThat(missing(reportOf(Behaviour.ANOTHER_VERSION)))
        .contains("the probe speaks version 4 of the records");
  }

  @Test
  void namesAProgramThatIsMissing() throws Exception {
    assertThat(missing(reportOf(Behaviour.PROGRAM_MISSING)))
        .contains("program mm_filemap_get_pages is not attached: no such tracepoint");
  }

  @Test
  void startsAProbeThatEndedAgain() throws Exception {
    options.put("probe", FakeProbe.executable(directory, Behaviour.ENDS_AT_SECOND_SNAPSHOT) + "");
    try (AutoCloseable embedded = start()) {
      await(embedded, "the probe was started again");
    }
    JsonNode report = read();

    assertThat(report.at("/evidence/rung").asText()).isEqualTo("kernel");
    assertThat(missing(report)).contains("the probe ended with 3; what it counted up to then");
  }

  @Test
  void aWedgedProbeDoesNotHoldUpTheEnd() throws Exception {
    options.put("probe", FakeProbe.executable(directory, Behaviour.NEVER_ANSWERS).toString());
    AutoCloseable embedded = start();
    long begin = System.nanoTime();
    embedded.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(json()).exists();
  }

  @Test
  void aProbeThatNeverGreetsDoesNotCostTheReport() throws Exception {
    options.put("probe.wait", "100ms");
    JsonNode report = reportOf(Behaviour.NEVER_GREETS);

    assertThat(report.at("/evidence/rung").asText()).isEqualTo("accounted");
    assertThat(missing(report))
        .contains("the process ended while the probe was waited for (for its greeting)");
  }

  @Test
  void aPortInUseIsSaidAndHarmless() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      options.put("metrics.port", Integer.toString(taken.getLocalPort()));
      options.put("probe", "off");
      try (AutoCloseable embedded = start()) {
        await(embedded, "metrics.port=" + taken.getLocalPort() + " is not served");
      }
      assertThat(missing(read())).contains("Address already in use");
    }
  }

  @Test
  void servesReportsAndMetrics() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    options.put("metrics.port", Integer.toString(port));
    options.put("metrics.host", "127.0.0.1");
    options.put("probe", "off");
    try (AutoCloseable embedded = start()) {
      assertThat(get(port, "/report.json")).contains("\"rung\" : \"accounted\"");
      assertThat(get(port, "/report.txt")).startsWith("bytetrail  test");
      assertThat(get(port, "/metrics")).contains("target_info");
      assertThat(get(port, "/")).contains("report.txt").contains("report.html");
      assertThat(get(port, "/report.html")).startsWith("<!doctype html>").contains("<h1>test</h1>");
      assertThat(get(port, "/nowhere")).contains("not here");
      assertThat(((Embedded) embedded).fresh().service()).isEqualTo("test");
    }
  }

  @Test
  void anOutputThatCannotBeWrittenHarmsNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    options.put("report.json", file.resolve("report.json").toString());
    options.put("probe", "off");
    start().close();

    assertThat(directory.resolve("report.txt")).exists();
  }

  @Test
  void aLedgerThatIsNoneIsSaidAndHarmless() throws Exception {
    Path file = Files.writeString(directory.resolve("no.ledger"), "no ledger at all");
    Embedded.start(options, file.toString(), () -> {}).close();
    Embedded.start(options, directory.resolve("none").toString(), () -> {}).close();

    assertThat(json()).doesNotExist();
  }

  @Test
  void doesNothingUnlessItIsToBeEmbedded() throws Exception {
    options.put("collector", "host");
    start().close();

    assertThat(marked).isEmpty();
    assertThat(json()).doesNotExist();
  }

  private JsonNode reportOf(Behaviour behaviour) throws Exception {
    options.put("probe", FakeProbe.executable(directory, behaviour).toString());
    return report();
  }

  private JsonNode report() throws Exception {
    start().close();
    return read();
  }

  private AutoCloseable start() {
    return Embedded.start(
        options, ledger.path().toString(), () -> marked.add(Thread.currentThread()));
  }

  private Path json() {
    return directory.resolve("report.json");
  }

  private JsonNode read() throws Exception {
    return new ObjectMapper().readTree(json().toFile());
  }

  private static String missing(JsonNode report) {
    List<String> sentences = new ArrayList<>();
    report.at("/evidence/missing").forEach(sentence -> sentences.add(sentence.asText()));
    return String.join("\n", sentences);
  }

  private static void await(AutoCloseable embedded, String sentence) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (((Embedded) embedded)
          .fresh().evidence().missing().stream().anyMatch(each -> each.contains(sentence))) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the report never said: " + sentence);
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
