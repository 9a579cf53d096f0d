package io.bytetrail.collector.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ExportFailuresTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // about to overflow

  @Test
  void saysALineAMinuteAtMost() {
    ExportFailures failures =
        new ExportFailures("http://x:4317", new PrintStream(err, true, UTF_8), now::get);

    failures.failed("Connection refused");
    failures.failed("Connection refused");
    now.addAndGet(Duration.ofSeconds(59).toNanos());
    failures.failed("Connection refused");
    assertThat(lines()).hasSize(1);

    now.addAndGet(Duration.ofSeconds(1).toNanos());
    failures.failed("Connection reset");
    assertThat(lines())
        .containsExactly(
            "bytetrail: metrics do not reach http://x:4317: Connection refused",
            "bytetrail: metrics do not reach http://x:4317: Connection reset");
  }

  @Test
  void theReasonIsWhatIsAtTheBottom() {
    Throwable error = new IOException("outer", new IOException("Connection refused\nat …"));

    assertThat(ExportFailures.reason(error)).isEqualTo("Connection refused");
    assertThat(ExportFailures.reason(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
    assertThat(ExportFailures.reason(null)).isEqualTo("no answer");
  }

  private String[] lines() {
    return err.toString(UTF_8).lines().toArray(String[]::new);
  }
}
