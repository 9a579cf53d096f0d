package io.bytetrail.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void sumsTheRoutesOfOneStrategyAndSize() throws IOException {
    JsonNode report =
        new ObjectMapper()
            .readTree(
                """
                {"routes": [
                  {"site": "com.a.Heap.send(Heap.java:1)", "sizeClass": "1MiB-4MiB", "fileBytes": 5,
                   "systemCalls": 2, "evidence": {"calls": "KERNEL"}},
                  {"site": "com.a.Heap.send(Heap.java:1)", "sizeClass": "1MiB-4MiB", "fileBytes": 7},
                  {"site": "com.a.Heap.send(Heap.java:1)", "sizeClass": "4MiB-16MiB", "fileBytes": 100},
                  {"site": "com.a.HeapTwo.send(HeapTwo.java:1)", "sizeClass": "1MiB-4MiB", "fileBytes": 100}
                ]}
                """);

    Counts counts = Counts.of(report, "com.a.Heap.", "1MiB-4MiB");

    assertThat(counts.fileBytes()).isEqualTo(12);
    assertThat(counts.systemCalls()).isEqualTo(2);
    assertThat(counts.callsEvidence()).isEqualTo("KERNEL");
    assertThat(counts.minus(counts).fileBytes()).isZero();
  }

  @Test
  void isZeroForAReportWithoutRoutes() throws IOException {
    assertThat(Counts.of(new ObjectMapper().readTree("{}"), "", "").fileBytes()).isZero();
  }
}
