package io.bytetrail.collector.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJsonTest {
  @Test
  void hasTheFieldsThatScriptsRead() throws Exception {
    JsonNode json = new ObjectMapper().readTree(ReportJson.bytes(SampleReports.fileServer()));

    assertThat(json.fieldNames())
        .toIterable()
        .contains(
            "schema", "service", "pid", "jvm", "durationNanos", "evidence", "overhead", "routes");
    assertThat(json.get("evidence").fieldNames())
        .toIterable()
        .contains(
            "rung",
            "mode",
            "missing",
            "dropped",
            "suppressed",
            "explainedReadBytes",
            "processReadBytes");
    assertThat(json.get("overhead").fieldNames())
        .toIterable()
        .contains("kernelNanos", "agentNanos", "collectorCpuNanos");
    JsonNode route = json.get("routes").get(0);
    assertThat(route.fieldNames())
        .toIterable()
        .contains(
            "site",
            "strategy",
            "operations",
            "sizeClass",
            "target",
            "device",
            "filesystem",
            "netdev",
            "transfers",
            "calls",
            "fileBytes",
            "cacheHitBytes",
            "readAheadBytes",
            "stalledBytes",
            "stalledNanos",
            "dmaBytes",
            "cpuCopiedBytes",
            "jvmCopiedBytes",
            "directBytes",
            "systemCalls",
            "modeSwitches",
            "majorFaults",
            "minorFaults",
            "hops",
            "advice");
    assertThat(route.get("hops").get(0).toString())
        .isEqualTo(
            "{\"from\":\"device\",\"to\":\"page-cache\",\"mover\":\"DMA\",\"bytes\":268435456,"
                + "\"evidence\":\"KERNEL\"}");
    assertThat(route.get("advice").fieldNames())
        .toIterable()
        .containsExactly(
            "verdict",
            "strategy",
            "why",
            "cpuSavedPerGiB",
            "interval",
            "change",
            "settings",
            "prediction",
            "constraints",
            "transfersNeeded",
            "basis");
  }

  @Test
  void isReadBackAsItWasWritten(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("new/report.json");
    ReportJson.write(SampleReports.fileServer(), file);
    try (InputStream json = Files.newInputStream(file)) {
      assertThat(ReportJson.read(json)).isEqualTo(SampleReports.fileServer());
    }
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).as("nothing is left beside it").containsExactly(file);
    }
  }

  @Test
  void keepsThePastAndTheInstances() throws Exception {
    History past = new History(1000, List.of(new History.Point(2000, 8, 7, 6, 5, 4, 3, 2, 1)));
    Report report = SampleReports.fileServer().with(past);

    JsonNode json = new ObjectMapper().readTree(ReportJson.bytes(report));
    assertThat(json.get("history").get("points").get(0).get("cacheHitBytes").asLong()).isEqualTo(7);
    assertThat(ReportJson.read(json(json.toString()))).isEqualTo(report);
  }

  @Test
  void readsAReportOfAnOlderBuild() throws Exception {
    ObjectNode json =
        (ObjectNode) new ObjectMapper().readTree(ReportJson.bytes(SampleReports.fileServer()));
    json.remove(List.of("history", "instances", "evictions"));

    assertThat(ReportJson.read(json(json.toString()))).isEqualTo(SampleReports.fileServer());
  }

  @Test
  void refusesWhatIsNoReportOfItsSchema() {
    assertThatThrownBy(() -> ReportJson.read(json("{\"schema\": 2}")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its schema is 2, and this bytetrail reads 1");
    assertThatThrownBy(() -> ReportJson.read(json("BYTETRAL")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a bytetrail report");
  }

  private static InputStream json(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
